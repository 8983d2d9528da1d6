"""Whether a variant can be loaded."""

from __future__ import annotations

import pytest

from deepaudio.weights.readiness import installed_variants, require
from deepaudio_plugin.core.errors import WeightsMissingError


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
