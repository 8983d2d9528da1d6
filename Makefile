# `make demo` and `make test` do all their own set-up; see README.md.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.10; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' \
	2>/dev/null && echo $$p && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-warn-script-location
OUT ?= demo-output

QT_LIBRARIES := libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0
X_LIBRARIES := xvfb libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 \
	libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 \
	libxkbcommon-x11-0 libx11-xcb1
PLAYERS := melt ges1.0-tools gir1.2-ges-1.0 python3-gi gstreamer1.0-plugins-base \
	gstreamer1.0-plugins-good gstreamer1.0-libav

.PHONY: help demo test lint parity bench torture bench-gpu picture screenshots translations bpy \
	system-packages clean

help:
	@echo "make demo    run the main job on the demo film and say where to look and listen"
	@echo "make test    run all tests"
	@echo "make lint    only the checks of the code"
	@echo "make parity  check the networks against golden vectors; KIT=DIR for another kit"
	@echo "make bench   measure: writes bench-output/ and the figures of the documentation"
	@echo "make torture attack it: kills, full disks, wrong input; writes docs/reliability.md"
	@echo "make bench-gpu  measure the model on an NVIDIA GPU, stage by stage"
	@echo "make picture draw the picture of the result that the README shows"
	@echo "make screenshots  photograph the panel in its main states, light and dark"
	@echo "make translations  collect the interface's texts and compile the translations"
	@echo "make bpy     fetch a real Blender (370 MB) for the tests that drive one"
	@echo "make system-packages  install what the tests need of Debian or Ubuntu"

demo: $(VENV)/.installed
	@mkdir -p $(OUT)
	@$(BIN)/deepaudio render resources/demo/demo.otio --subtitles resources/demo/demo.srt \
		--cast JON=baritone -o $(OUT)/demo.deepaudio.otio --preview $(OUT)/demo.mp4
	@echo
	@echo "Look and listen: $(OUT)/demo.mp4"
	@echo "In your editor:  $(OUT)/demo.deepaudio.otio (two new audio tracks)"

test: $(VENV)/.installed-for-tests
	@$(BIN)/python -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.installed-for-tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy --config-file .ci/mypy-hosts.ini
	@$(BIN)/mypy --config-file .ci/mypy-blender.ini
	@$(BIN)/lint-imports
	@cd resources/hosts/blender && $(abspath $(BIN))/lint-imports --no-cache \
		$(CURDIR)/.ci/importlinter-blender.ini

parity: $(VENV)/.installed-for-tests
	@$(BIN)/python -m tests.parity $(KIT)

bench: $(VENV)/.installed-for-tests
	@$(BIN)/python -m tests.bench

torture: $(VENV)/.installed-for-tests
	@$(BIN)/python -m tests.torture

bench-gpu: $(VENV)/.installed-for-tests
	@$(BIN)/python -m tests.bench.gpu $(BENCH_GPU)

picture: $(VENV)/.installed-for-tests
	@$(BIN)/python -m tests.bench.picture

screenshots: $(VENV)/.installed-for-tests
	@$(BIN)/python -m tests.bench.screenshots --readme
	@$(BIN)/python -m tests.bench.report_picture

# lupdate keeps what is translated; review the .ts, then run this again to compile it.
translations: $(VENV)/.installed-for-tests
	@$(BIN)/pyside6-lupdate -no-obsolete -locations none $$(find ui -name '*.py' | sort) \
		-ts resources/translations/deepaudio_de.ts
	@$(BIN)/pyside6-lupdate -no-obsolete -locations none -pluralonly -target-language en \
		$$(find ui -name '*.py' | sort) -ts resources/translations/deepaudio_en.ts
	@for language in de en; do $(BIN)/pyside6-lrelease -silent \
		resources/translations/deepaudio_$$language.ts \
		-qm resources/translations/deepaudio_$$language.qm; done

# Blender as a Python package; GPL, so it stays in an environment of its own, for tests only.
bpy: .bpy/.installed

.bpy/.installed:
	@command -v python3.11 >/dev/null || { echo "bpy 4.5 needs python3.11"; exit 2; }
	@python3.11 -m venv .bpy
	@.bpy/bin/python -m pip install -qq --disable-pip-version-check 'bpy==4.5.*' 'numpy<2'
	@touch $@

system-packages:
	@sh .ci/system-packages $(PLAYERS) $(QT_LIBRARIES) $(X_LIBRARIES)

clean:
	rm -rf $(VENV) .bpy demo-output bench-output build *.egg-info

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
	@sh .ci/system-packages $(PLAYERS) $(QT_LIBRARIES) $(X_LIBRARIES)
	@echo "Installing packages for the tests …"
	@$(PIP) -e '.[formats,dev,bench]'
	@$(PIP) --no-deps open_clip_torch # its vocabulary only: it wants a torchvision for CUDA
	@$(PIP) --no-deps Resemblyzer # its weights only: it wants a compiler
	@touch $@ $(VENV)/.installed
