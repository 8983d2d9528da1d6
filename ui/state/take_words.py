"""What a take is, in words: how long, whose voice, when, how loud, and what it was made from."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime

from deepaudio_plugin.backend.views import JobView, TakeView

from .backend_words import in_window
from .numbers import decimal
from .timeline import TimelineState

_OVER_S = 0.05  # so much longer than its line is a take that runs on
_BETWEEN = "  ·  "


def window_s(state: TimelineState, job: JobView | None) -> float:
    """How long the line or shot of a job is, in seconds; 0 without one."""
    if job is None:
        return 0.0
    cue = state.cues.get(job.ref)
    return cue.end_s - cue.start_s if cue is not None else float(job.frames / state.rate)


def runs_on(take: TakeView, window_s: float) -> bool:
    """Whether a take is longer than its line or shot."""
    return bool(window_s) and take.sound_s > window_s + _OVER_S


def facts_of(take: TakeView, window_s: float) -> str:
    """How long it is against its line, its voice, when it was made, how loud it is."""
    if not take.path:
        return ""
    parts = []
    if take.sound_s:
        translate = QCoreApplication.translate
        parts.append(
            translate("Takes", "{sound} of {window} s").format(
                sound=decimal(take.sound_s, 1), window=decimal(window_s, 1)
            )
        )
    parts.append(take.voice)
    parts.append(date_of(take))
    if take.lufs is not None:
        parts.append(f"{decimal(take.lufs, 0)} LUFS")
    return _BETWEEN.join(filter(None, parts))


def marks_of(take: TakeView) -> str:
    """How it was made otherwise than its line or shot is now, and its verdict or a warning."""
    told = [text for text in (take.verdict, *take.warnings) if text]
    parts = [in_window(take.mark), *(f"⚠ {in_window(text)}" for text in told[:1])]
    return _BETWEEN.join(filter(None, parts))


def date_of(take: TakeView) -> str:
    """When it was rendered, on this machine's clock."""
    if not take.made:
        return ""
    made = QDateTime.fromSecsSinceEpoch(int(take.made))
    return made.toString("yyyy-MM-dd HH:mm")


def tooltip_of(take: TakeView, window_s: float) -> str:
    """Everything that is known of it, one thing a line."""
    translate = QCoreApplication.translate
    made_from = [
        translate("Takes", "Made from: {}").format(take.said) if take.said else "",
        translate("Takes", "Seed {seed}, by {engine}").format(seed=take.seed, engine=take.engine)
        if take.engine
        else translate("Takes", "Seed {}").format(take.seed),
    ]
    longer = ""
    if runs_on(take, window_s):
        over = decimal(take.sound_s - window_s, 1)
        longer = translate("Takes", "It runs on {} s past its line.").format(over)
    known = map(in_window, (take.mark, take.verdict, *take.warnings))
    lines = (facts_of(take, window_s), *made_from, longer, *known, take.path)
    return "\n".join(filter(None, lines))
