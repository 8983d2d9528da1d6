from __future__ import annotations

import re
from pathlib import Path

import pytest
from deepaudio_ui.state.stages import stage_words

WORKER = Path(__file__).parents[3] / "deepaudio"
_TOLD = re.compile(r"\.progress\(\s*f?\"([a-z]+)")
_UNSEEN = {"thumbnails", "reel", "signing", "checking"}
"""Stages of requests that no queue shows."""


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("picture", "analysing the picture"),
        ("sound: step 3 of 25", "generating sound, step 3 of 25"),
        ("sound: decoding", "generating sound"),
        ("sound: step 3 of 25, on gpu-07", "generating sound, step 3 of 25, on gpu-07"),
        ("speaking: on gpu-07 (2)", "speaking, on gpu-07 (2)"),
        ("something new", "something new"),
        ("", ""),
    ],
)
def test_a_stage_is_told_in_words(stage: str, words: str):
    assert stage_words(stage) == words


def test_every_stage_of_the_worker_has_words():
    told = {
        name for path in WORKER.rglob("*.py") for name in _TOLD.findall(path.read_text("utf-8"))
    } - _UNSEEN
    assert {"speech", "sound", "picture"} <= told
    assert not [name for name in told if stage_words(name) == name]
