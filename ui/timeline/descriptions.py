"""Texts that describe items, for tooltips and screen readers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from deepaudio_plugin.backend.views import ClipView, CueView, JobState, JobView, ShotView

from ..state.backend_words import in_window
from ..state.numbers import percent
from ..state.stages import stage_words
from ..state.timeline import TimelineState
from ..theme.plain_text import escaped, visible
from .paint_jobs import takes_label
from .rows import Item

_MAX_TEXT = 300


def state_text(state: JobState) -> str:
    """The text for a job's state."""
    return {
        "planned": QCoreApplication.translate("Timeline", "Planned"),
        "changed": QCoreApplication.translate("Timeline", "Changed since it was rendered"),
        "waiting": QCoreApplication.translate("Timeline", "Waiting"),
        "rendering": QCoreApplication.translate("Timeline", "Rendering"),
        "ready": QCoreApplication.translate("Timeline", "Ready"),
        "failed": QCoreApplication.translate("Timeline", "Failed"),
        "impossible": QCoreApplication.translate("Timeline", "Cannot be rendered"),
    }[state]


def describe(item: Item, state: TimelineState) -> list[str]:
    """An item in short lines: name, place, text, state."""
    last = state.timecode(item.start + item.frames)
    place = f"{state.timecode(item.start)} – {last}"
    if isinstance(item, ShotView):
        lines = [_shot_name(item), place, *_shot_lines(item)]
    elif isinstance(item, CueView):
        lines = [_cue_name(item), place, _cut(item.text), *map(in_window, item.warnings)]
        if item.muted:
            lines.append(QCoreApplication.translate("Timeline", "Not spoken"))
    elif isinstance(item, JobView):
        lines = [_cut(item.name), place, *_job_lines(item)]
    else:
        lines = [item.name, place, *_clip_lines(item)]
    return [line for line in lines if line]


def tooltip(item: Item, state: TimelineState) -> str:
    """An item as rich text that wraps."""
    name, *rest = (escaped(line) for line in describe(item, state))
    return "<qt><b>" + "</b><br>".join([name, "<br>".join(rest)]) + "</qt>"


def spoken(item: Item, state: TimelineState) -> str:
    """An item as one sentence."""
    return visible(". ".join(line.rstrip(".") for line in describe(item, state)))


def _shot_name(shot: ShotView) -> str:
    return QCoreApplication.translate("Timeline", "Shot {number}: {name}").format(
        number=shot.index, name=shot.name
    )


def _shot_lines(shot: ShotView) -> list[str]:
    muted = QCoreApplication.translate("Timeline", "No sound is generated for it")
    blank = QCoreApplication.translate("Timeline", "It has no picture")
    return [
        _cut(shot.prompt or ", ".join(shot.described)),
        muted if shot.muted else "",
        "" if shot.has_picture else blank,
        in_window(shot.problem),
        in_window(shot.hint),
    ]


def _cue_name(cue: CueView) -> str:
    names = {
        "line": QCoreApplication.translate("Timeline", "Line {number}"),
        "sound": QCoreApplication.translate("Timeline", "Described sound {number}"),
        "music": QCoreApplication.translate("Timeline", "Music {number}"),
    }
    name = names[cue.kind].format(number=cue.number)
    return f"{name}: {cue.speaker}" if cue.speaker else name


def _job_lines(job: JobView) -> list[str]:
    state = state_text(job.state)
    if job.state == "rendering":
        stage = stage_words(job.stage)
        state = f"{state}: {stage} {percent(job.fraction)}" if stage else state
    takes = takes_label(job)
    if takes:
        takes = QCoreApplication.translate("Timeline", "Take {takes}").format(takes=takes)
    return [state, takes, *map(in_window, (job.mark, *job.warnings, job.problem, job.hint))]


def _clip_lines(clip: ClipView) -> list[str]:
    missing = QCoreApplication.translate("Timeline", "Its media file is missing")
    return [missing] if clip.missing else []


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "…"
