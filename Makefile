# `make demo` and `make test` do all their own set-up; see README.md.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.10; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' \
	2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-warn-script-location
OUT ?= demo-output

QT_LIBRARIES := libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0

.PHONY: help demo test lint parity bench bench-gpu picture clean

help:
	@echo "make demo    run the main job on the demo film and say where to look and listen"
	@echo "make test    run all tests"
	@echo "make lint    only the checks of the code"
	@echo "make parity  check the networks against golden vectors; KIT=DIR for another kit"
	@echo "make bench   measure: writes bench-output/bench.json and a table"
	@echo "make bench-gpu  measure the model on an NVIDIA GPU, stage by stage"
	@echo "make picture draw the picture of the result that the README shows"

demo: $(VENV)/.installed
	@mkdir -p $(OUT)
	@$(BIN)/deepaudio render resources/demo/demo.otio --subtitles resources/demo/demo.srt \
		--cast JON=baritone -o $(OUT)/demo.deepaudio.otio --preview $(OUT)/demo.mp4
	@echo
	@echo "Look and listen: $(OUT)/demo.mp4"
	@echo "In your editor:  $(OUT)/demo.deepaudio.otio (two new audio tracks)"

test: $(VENV)/.installed-for-tests
	@$(BIN)/python -m pytest -q -n auto --dist loadfile

lint: $(VENV)/.installed-for-tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

parity: $(VENV)/.installed-for-tests
	@$(BIN)/python -m tests.parity $(KIT)

bench: $(VENV)/.installed-for-tests
	@$(BIN)/python -m tests.bench

bench-gpu: $(VENV)/.installed-for-tests
	@$(BIN)/python -m tests.bench.gpu $(BENCH_GPU)

picture: $(VENV)/.installed-for-tests
	@$(BIN)/python -m tests.bench.picture

clean:
	rm -rf $(VENV) demo-output bench-output build *.egg-info

# The environment is made beside its final name, so that an interrupted first run leaves no half.
$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.10 to 3.13 is needed; none was found."; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || sh .ci/system-packages python3-venv
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	@echo "Installing packages (the first time this takes a few minutes) …"
	@$(PIP) -e .
	@touch $@

$(VENV)/.installed-for-tests: pyproject.toml | $(VENV)/bin/python
	@sh .ci/system-packages melt $(QT_LIBRARIES)
	@echo "Installing packages for the tests …"
	@$(PIP) -e '.[formats,dev,bench]'
	@$(PIP) --no-deps open_clip_torch # its vocabulary only: it wants a torchvision for CUDA
	@touch $@ $(VENV)/.installed
