"""Whether a variant can be loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from deepaudio.weights import registry
from deepaudio.weights.readiness import installed_variants, require
from deepaudio.weights.report import listing, variant_json
from deepaudio_plugin.core.errors import WeightsMissingError
from tests.helpers.tiny_fusion import model_with_fusion
from tests.helpers.tiny_model import VARIANT


def test_everything_that_is_missing_is_named_with_the_command_that_fetches_it(known, store, fetch):
    fetch("codec")
    with pytest.raises(WeightsMissingError) as raised:
        require("small", known, store)
    assert "net_small.pth, speech.pt, vocab.txt" in raised.value.message
    assert "deepaudio models pull small" in raised.value.hint and "kB" in raised.value.hint


def test_a_whole_variant_is_ready(known, store, fetch):
    assert installed_variants(known, store) == []
    fetch("small")
    assert installed_variants(known, store) == ["small"]
    assert require("small", known, store) == known.parts("small")


def test_a_variant_works_without_its_fusion_and_the_list_says_so(tmp_path: Path) -> None:
    model = model_with_fusion(tmp_path)
    known, store = registry.load(model.registry), model.store()

    def said() -> str:
        (row,) = [text for text in listing(known, store) if text.startswith(f"{VARIANT} ")]
        return row

    assert "ready, with a fusion" in said()
    with_fusion = variant_json(VARIANT, known, store)
    assert (with_fusion["fusion"], with_fusion["missing"]) == ("unverified", [])
    file = store.path(known.artefacts["fusion"])
    file.unlink()
    file.write_bytes(b"less")
    assert "ready, its fusion is damaged" in said()
    assert "fusion" in require(VARIANT, known, store)  # whoever loads it is told
    shutil.rmtree(file.parent)
    assert "ready, without its fusion" in said()
    assert "fusion" not in require(VARIANT, known, store)
    without = variant_json(VARIANT, known, store)
    assert without["installed"] and without["digest"] not in ("", with_fusion["digest"])
