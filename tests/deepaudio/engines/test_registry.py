"""Engines describe themselves honestly and cheaply."""

import subprocess
import sys

import pytest

from deepaudio.engines import registry, version
from deepaudio.engines.sketch import engine as sketch
from deepaudio_plugin.core.errors import EngineUnavailableError


def test_the_sketch_engine_says_that_it_is_not_the_model():
    info = registry.choose("sketch")
    assert info.ready
    assert "not the DeepAudio model" in info.title
    assert info.languages == ("en",)
    assert len(info.voices) >= 8


def test_without_weights_deepaudio_v1_says_what_to_fetch():
    with pytest.raises(
        EngineUnavailableError, match=r"large_44k are not installed.*v2c_l44.pt"
    ) as e:
        registry.load("deepaudio-v1")
    assert "GB): deepaudio models pull large_44k" in e.value.hint


def test_auto_is_the_best_engine_that_is_ready():
    assert registry.choose("auto").name == "sketch"


def test_an_unknown_engine_is_an_error_that_lists_the_known():
    with pytest.raises(EngineUnavailableError, match="'sketchy'") as caught:
        registry.choose("sketchy")
    assert "auto, deepaudio-v1, sketch" in caught.value.hint


def test_loading_joins_three_stages():
    engine = registry.load("auto")
    assert engine.info == registry.choose("sketch")
    assert {hasattr(engine.video_to_audio, "generate"), hasattr(engine.fusion, "duck")} == {True}


def test_describing_loads_no_model_and_no_torch():
    code = (
        "import sys\n"
        "from deepaudio.engines import registry\n"
        "assert [info.name for info in registry.describe()] == ['deepaudio-v1', 'sketch']\n"
        "assert not {'torch', 'onnxruntime', 'av'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_version_changes_with_the_code_and_the_libraries(tmp_path, monkeypatch):
    versions = {sketch.version.__wrapped__()}
    monkeypatch.setattr(version, "_installed", lambda package: "9")
    versions.add(sketch.version.__wrapped__())
    (tmp_path / "sketch").mkdir()
    monkeypatch.setattr(version, "_ROOT", tmp_path)
    for code in ("gain = 1", "gain = 2"):
        (tmp_path / "sketch" / "engine.py").write_text(code)
        versions.add(sketch.version.__wrapped__())
    assert len(versions) == 4
