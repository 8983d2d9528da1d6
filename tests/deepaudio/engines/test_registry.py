"""Engines describe themselves honestly and cheaply."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from deepaudio.engines import registry
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import EngineUnavailableError
from tests.helpers.installed import install


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
    assert hasattr(engine.video_to_audio, "generate")
    assert hasattr(engine.text_to_speech, "speak")
    assert hasattr(engine.fusion, "guidance")


def test_describing_loads_no_model_and_no_torch():
    code = (
        "import sys\n"
        "from deepaudio.engines import registry\n"
        "assert [info.name for info in registry.describe()] == ['deepaudio-v1', 'sketch']\n"
        "assert not {'torch', 'onnxruntime', 'av', 'scipy.signal'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


# -- plugins ------------------------------------------------------------------------


@pytest.fixture
def duet(tmp_path, monkeypatch):
    """An engine of another distribution, installed beside a broken one."""
    source = Path(__file__).parents[2] / "helpers" / "other_engine"
    monkeypatch.syspath_prepend(str(install(source, tmp_path / "site")))
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == "duet_engine"]:
        del sys.modules[name]


@pytest.mark.usefixtures("duet")
def test_an_engine_of_another_distribution_is_found_and_takes_its_place_among_the_others():
    names = [info.name for info in registry.describe()]
    assert names.index("duet") < names.index("sketch")  # by preference, not by name
    assert registry.choose("auto").name == "duet"
    engine = registry.load("duet")
    assert (engine.info.channels, engine.info.label) == (2, "Duet")


@pytest.mark.usefixtures("duet")
def test_a_plugin_that_cannot_be_loaded_says_why_and_harms_no_other():
    infos = {info.name: info for info in registry.describe()}
    assert not infos["torn"].ready
    assert "AttributeError" in infos["torn"].state
    assert infos["torn"].hint == "Update or remove it: pip install --upgrade duet-engine"
    with pytest.raises(EngineUnavailableError, match="its plugin cannot be loaded"):
        registry.load("torn")
    assert infos["sketch"].ready


def points(*values):
    return [EntryPoint(f"e{n}", value, registry.GROUP) for n, value in enumerate(values)]


class Wrong:
    """What a plugin may do that none should."""

    nothing = None

    @staticmethod
    def describe():
        return {"name": "wrong"}


class Raising:
    @staticmethod
    def describe():
        raise RuntimeError("no driver")


class Called:
    @staticmethod
    def describe():
        return EngineInfo("auto", True, "")


@pytest.mark.parametrize(
    ("plugin", "told"),
    [(Wrong, "not an EngineInfo"), (Raising, "no driver"), (Called, "cannot be called 'auto'"),
     (Wrong.nothing, "AttributeError")],
)  # fmt: skip
def test_whatever_a_plugin_does_the_others_are_there(monkeypatch, plugin, told):
    broken, *_ = points("a.module")
    monkeypatch.setattr(
        EntryPoint, "load", lambda point: plugin if point == broken else LOAD(point)
    )
    monkeypatch.setattr(registry.metadata, "entry_points", lambda **_: [broken])
    infos = {info.name: info for info in registry.describe()}
    assert told in infos["e0"].state
    assert infos["sketch"].ready


LOAD = EntryPoint.load


def test_without_metadata_the_packages_own_engines_are_found_by_their_folders(monkeypatch):
    monkeypatch.setattr(registry.metadata, "entry_points", lambda **_: [])
    assert [info.name for info in registry.describe()] == ["deepaudio-v1", "sketch"]


def test_a_name_that_is_taken_stays_with_the_first(monkeypatch, caplog):
    twice = "deepaudio.engines.sketch.plugin"
    monkeypatch.setattr(registry.metadata, "entry_points", lambda **_: points(twice, twice))
    names = [info.name for info in registry.describe()]
    assert names.count("sketch") == 1
    assert "declared twice" in caplog.text
