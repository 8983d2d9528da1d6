"""Captions of one file, mended before they are read: see each step's module."""

from __future__ import annotations

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.subtitles.captions import Caption
from deepaudio_plugin.subtitles.colours import voiced
from deepaudio_plugin.subtitles.repairs import repaired
from deepaudio_plugin.subtitles.rolling import without_repeats
from deepaudio_plugin.subtitles.rows import joined_rows
from deepaudio_plugin.subtitles.scripts import noted_scripts


def mended(captions: list[Caption], name: str, problems: list[Problem]) -> list[Caption]:
    """Damage repaired, repeats and rows joined, colours made voices; each told in a note."""
    for step in (repaired, without_repeats, joined_rows, noted_scripts, voiced):
        captions = step(captions, name, problems)
    return captions
