"""Damage in captions that is mended, and text that only looks like it."""

from __future__ import annotations

import opentimelineio as otio
import pytest

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.subtitles.captions import Caption
from deepaudio_plugin.subtitles.repairs import repaired

ONE_SECOND = otio.opentime.TimeRange(
    otio.opentime.RationalTime(0, 1000), otio.opentime.RationalTime(1000, 1000)
)


def _repaired(text: str, language: str = "") -> tuple[str, int]:
    problems: list[Problem] = []
    caption = Caption("1", ONE_SECOND, text, language=language)
    [mended] = repaired([caption], "a.srt", problems)
    return mended.text, len(problems)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("DÃ©jÃ\u00a0?", "Déjà?"),
        ("DÃ©jÃ ?", "Déjà?"),
        ("VoilÃ", "Voilà"),
        ("Ã©tÃ© Ã la mer", "été à la mer"),
        ("Ã©tÃ© Ã  la mer", "été à la mer"),
        ("lf you say so.", "If you say so."),
        ("ln the end, l think", "In the end, I think"),
        ("ls it you? lt is.", "Is it you? It is."),
    ],
)
def test_damage_is_mended_and_told(text, meant):
    assert _repaired(text) == (meant, 1)


@pytest.mark.parametrize(
    "text", ["MANHÃ E NOITE", "AMANHÃ", "5 l of milk", "ln x", "l ami", "all think", "ls -a"]
)
def test_what_only_looks_like_damage_stays_as_it_is(text):
    assert _repaired(text) == (text, 0)


def test_a_small_l_stays_in_other_languages_than_english():
    assert _repaired("lf you say so.", "de") == ("lf you say so.", 0)
