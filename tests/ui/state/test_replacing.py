"""Words found and replaced in lines."""

from __future__ import annotations

import pytest
from deepaudio_ui.state.replacing import Replacement, replaced

from tests.helpers.backend_stub import _cue


def cue(ref, text):
    return _cue(ref, 1, "line", 0, 24, text, "ANNA")


LINES = [cue("a", "The fog, the FOG."), cue("b", "Foggy."), cue("c", "No."), cue("d", "fog")]


@pytest.mark.parametrize(
    ("wanted", "texts", "hits", "emptied"),
    [
        (
            Replacement("fog", "mist"),
            {"a": "The mist, the mist.", "b": "mistgy.", "d": "mist"},
            4,
            0,
        ),
        (Replacement("fog", "mist", exact=True), {"a": "The mist, the FOG.", "d": "mist"}, 2, 0),
        (Replacement("fog", "mist", whole=True), {"a": "The mist, the mist.", "d": "mist"}, 3, 0),
        (Replacement("fog", "", exact=True), {"a": "The , the FOG."}, 2, 1),
        (Replacement("o.", "\\1"), {"c": "N\\1"}, 1, 0),
        (Replacement("", "x"), {}, 0, 0),
        (Replacement("sea", "x"), {}, 0, 0),
    ],
)
def test_only_lines_with_a_hit_change_and_none_is_emptied(wanted, texts, hits, emptied):
    found = replaced(LINES, wanted)
    assert (found.texts, found.hits, found.emptied) == (texts, hits, emptied)
    assert len(found.refs) == len(texts) + emptied
    assert list(found.refs) == sorted({*texts, *found.refs})  # in order
