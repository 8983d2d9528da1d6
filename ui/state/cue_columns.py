"""Columns of the lines' table, and what a line is by its speed and its edits."""

from __future__ import annotations

import enum
from typing import Literal

from PySide6.QtCore import Qt

from deepaudio_plugin.backend.views import CueView, JobView
from deepaudio_plugin.core.take_spec import RECORDED

from .typed_time import Edge

Fit = Literal["relaxed", "hurried", "too long", "recorded"]

HURRIED = 1.2
TOO_LONG = 1.6
"""Ratio to the natural speed above which a line sounds rushed in any voice."""


class Column(enum.IntEnum):
    """Columns of the table."""

    STATE = 0
    IN = 1
    OUT = 2
    LENGTH = 3
    SPEAKER = 4
    TEXT = 5
    CPS = 6
    FIT = 7


EDGES: dict[Column, Edge] = {Column.IN: "in", Column.OUT: "out", Column.LENGTH: "length"}
"""The edge of a line that a column shows."""

TIMES = tuple(EDGES)
"""Columns of times."""


class Role(enum.IntEnum):
    """Roles for delegates, beside Qt's own."""

    CUE = Qt.ItemDataRole.UserRole + 1  # the `CueView` as it is shown
    JOB = Qt.ItemDataRole.UserRole + 2  # its `JobView`, or None
    PROBLEM = Qt.ItemDataRole.UserRole + 3  # what is wrong, in words; "" nothing


def fit_of(cue: CueView, job: JobView | None) -> Fit:
    """How a line fits its window, by the speed that it needs to be spoken with.

    One that a person has recorded is as long as it is, whatever an engine would need.
    """
    if job is not None and any(take.chosen and take.engine == RECORDED for take in job.takes):
        return "recorded"
    if cue.pace > TOO_LONG:
        return "too long"
    return "hurried" if cue.pace > HURRIED else "relaxed"


def is_edited(cue: CueView) -> bool:
    """Whether text, speaker or times differ from the subtitles."""
    words = (cue.text, cue.speaker) != (cue.original_text, cue.original_speaker)
    return words or is_retimed(cue)


def is_retimed(cue: CueView) -> bool:
    """Whether the times differ from those of the subtitles."""
    return bool(cue.original_frames) and (cue.start, cue.frames) != (
        cue.original_start,
        cue.original_frames,
    )
