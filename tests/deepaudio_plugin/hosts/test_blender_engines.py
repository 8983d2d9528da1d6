"""The Blender extension asks the DeepAudio outside for its engines, and does without them."""

import os
import sys

import pytest

from tests.helpers.blender_extension import FOLDER, extension

NEED_BLENDER = {"__init__", "interface", "session", "media_length"}


@pytest.fixture
def engines(monkeypatch):
    module = extension("engines")
    monkeypatch.setattr(module, "_known", [module.AUTOMATIC])
    monkeypatch.setattr(module, "_asked", None)
    return module


def asked(engines):
    engines.suggested()
    engines._asked.join()
    return engines.suggested()


@pytest.mark.parametrize("name", sorted({p.stem for p in FOLDER.glob("*.py")} - NEED_BLENDER))
def test_every_module_that_needs_no_blender_can_be_imported_without_one(name):
    assert extension(name).__doc__


@pytest.mark.skipif(os.name == "nt", reason="its interpreter is a script")
def test_the_engines_that_are_told_are_suggested_with_their_state(engines, tmp_path, monkeypatch):
    python = tmp_path / "python"
    python.write_text(
        f"#!{sys.executable}\n"
        'print(\'{"engine": {"name": "a", "label": "A", "ready": true}}\')\n'
        "print('something else')\n"
        'print(\'{"engine": {"name": "b", "label": "B", "ready": false, "state": "no GPU"}}\')\n'
    )
    python.chmod(0o755)
    monkeypatch.setenv("DEEPAUDIO_PYTHON", str(python))
    assert asked(engines) == [engines.AUTOMATIC, ("a", "A"), ("b", "B (no GPU)")]
    assert engines.suggested("gpu") == [("b", "B (no GPU)")]


def test_without_deepaudio_the_automatic_choice_is_left(engines, monkeypatch):
    monkeypatch.setenv("DEEPAUDIO_PYTHON", "/gone/python")
    assert asked(engines) == [engines.AUTOMATIC]
