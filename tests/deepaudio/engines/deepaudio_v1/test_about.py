"""The engine says what it is, what it lacks, and which variant suits the machine."""

from __future__ import annotations

import shutil

import pytest

from deepaudio.engines import gpu, registry
from deepaudio.engines.deepaudio_v1 import about
from deepaudio.engines.gpu import Card
from deepaudio.weights import registry as weights
from deepaudio_plugin.core.errors import EngineUnavailableError
from tests.helpers.tiny_fusion import model_with_fusion
from tests.helpers.tiny_model import make_tiny_model


def test_with_weights_the_engine_is_ready_and_names_its_variant(tiny):
    info = about.info()
    assert info.ready
    assert (info.variant, list(info.variants)) == ("tiny", ["tiny"])
    assert info.title.endswith(", tiny")
    assert info.weights_digest == info.variants["tiny"] != ""
    assert info.window_s == 8.0
    assert registry.choose("auto").name == "deepaudio-v1"


def test_users_never_meet_the_tiny_variant():
    assert "tiny" not in weights.load().variants
    assert not about.info().ready


def test_without_weights_the_hint_has_command_size_and_terms():
    info = about.info()
    assert "mmaudio_large_44k.pth" in info.state
    assert "GB): deepaudio models pull large_44k" in info.hint
    assert "Not for commercial use (CC BY-NC 4.0" in info.hint


def test_a_variant_that_was_begun_is_the_one_to_complete(tiny, tmp_path, monkeypatch):
    store = tmp_path / "weights"
    shutil.copytree(tiny.weights, store)
    shutil.rmtree(store / "vocos")
    monkeypatch.setenv("DEEPAUDIO_WEIGHTS", str(store))
    info = about.info()
    assert not info.ready
    assert info.state == "weights of tiny are not installed: vocos_tiny.bin"
    with pytest.raises(EngineUnavailableError, match="vocos_tiny"):
        registry.load("deepaudio-v1")


def test_a_broken_registry_is_a_state_not_a_crash(tmp_path, monkeypatch):
    (tmp_path / "registry.json").write_text("{")
    monkeypatch.setenv("DEEPAUDIO_WEIGHTS_REGISTRY", str(tmp_path / "registry.json"))
    assert "is not a registry" in about.info().state


@pytest.mark.parametrize(("free_gb", "chosen"), [(None, "a"), (0.05, "a"), (0.25, "b"), (9, "c")])
def test_the_largest_variant_that_fits_the_free_memory(tmp_path, monkeypatch, free_gb, chosen):
    make_tiny_model(tmp_path, variants=("a", "b", "c")).use(monkeypatch)
    card = None if free_gb is None else Card("a GPU", 10**11, int(free_gb * 1e9))
    monkeypatch.setattr(about, "find_card", lambda: card)
    assert about.info().variant == chosen


def test_a_fusion_belongs_to_the_weights_and_need_not_be_there(tiny, tmp_path, monkeypatch):
    plain = about.info().weights_digest
    fused = model_with_fusion(tmp_path).use(monkeypatch)
    with_fusion = about.info().weights_digest
    assert with_fusion not in ("", plain)
    shutil.rmtree(fused.weights / "fusion")
    assert (about.info().ready, about.info().weights_digest) == (True, plain)


@pytest.mark.parametrize(("chosen", "index"), [(None, 0), ("", None), ("-1", None), ("2,0", 2)])
def test_which_card_is_visible(monkeypatch, chosen, index):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if chosen is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", chosen)
    assert gpu._visible() == index


def test_a_machine_without_the_driver_has_no_card(monkeypatch):
    monkeypatch.setattr(gpu, "_LIBRARIES", {gpu.sys.platform: "no-such-library.so"})
    assert gpu.find_card() is None
