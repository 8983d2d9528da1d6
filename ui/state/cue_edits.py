"""Edits of lines: text, speaker, times, muted, deleted."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from PySide6.QtCore import QObject

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import CueView

from ..link import BackendLink
from .edits import Edits, Order
from .timeline import TimelineState


class CueEdits(Edits):
    """Sends the orders and keeps pending changes."""

    def __init__(
        self, link: BackendLink, state: TimelineState, parent: QObject | None = None
    ) -> None:
        super().__init__(link, state, state.cues_changed, parent)

    def edit(self, ref: str, **changes: Any) -> None:
        """Change fields of a line, unless the values are the same.

        They are `text`, `speaker`, `muted`, `removed`, and `start` with `frames`.
        """
        self.edit_each({ref: changes})

    def edit_each(self, by_ref: Mapping[str, dict[str, Any]]) -> int:
        """Change lines, each in its own way, in one step; returns how many differ."""
        differ: dict[str, dict[str, Any]] = {}
        for ref, changes in by_ref.items():
            cue = self._state.cues.get(ref)
            if cue is not None and (changed := self._changed(cue, changes)):
                differ[ref] = changed
        if len(differ) == 1:
            [(ref, changes)] = differ.items()
            self.give([ref], changes)
        elif differ:
            edits = tuple(messages.LineEdit(ref, **changes) for ref, changes in differ.items())
            self._submit(differ, [(messages.EditLines, {"edits": edits})])
        return len(differ)

    def _changed(self, cue: CueView, changes: dict[str, Any]) -> dict[str, Any]:
        now = self.shown(cue)
        found = {name: value for name, value in changes.items() if getattr(now, name) != value}
        if "start" in found or "frames" in found:  # the one says nothing without the other
            found |= {name: changes.get(name, getattr(now, name)) for name in ("start", "frames")}
        return found

    def shown(self, cue: CueView) -> CueView:
        """The line as it will be. Without text it goes back to the subtitles."""
        changes = dict(self.wanted(cue.ref))
        if not changes:
            return cue
        text = changes.pop("text", cue.text).strip() or cue.original_text
        start, frames = changes.pop("start", cue.start), changes.pop("frames", cue.frames)
        placed = with_times(cue, start, frames, self._state.rate)
        return with_text(dataclasses.replace(placed, **changes), text)

    def _agrees(self, ref: str, changes: dict[str, Any]) -> bool | None:
        cue = self._state.cues.get(ref)
        if cue is None:
            return None
        wanted = dict(changes)
        current = {name: getattr(cue, name) for name in wanted}
        if "text" in wanted:  # the backend joins rows of text
            wanted["text"] = _one_row(wanted["text"]) or _one_row(cue.original_text)
            current["text"] = _one_row(cue.text)
        return current == wanted

    def _orders(self, refs: Sequence[str], changes: dict[str, Any]) -> Iterator[Order]:
        for ref in refs:
            yield messages.EditLine, {"ref": ref, **changes}


def with_times(cue: CueView, start: int, frames: int, rate: Fraction) -> CueView:
    """`cue` at other times; its speed is estimated until the backend reports it."""
    if (start, frames) == (cue.start, cue.frames):
        return cue
    length = cue.end_s - cue.start_s
    start_s, end_s = float(start / rate), float((start + frames) / rate)
    factor = length / (end_s - start_s) if end_s > start_s else 1.0
    return dataclasses.replace(
        cue, start=start, frames=frames, start_s=start_s, end_s=end_s, runs_on=0,
        cps=cue.cps * factor, pace=cue.pace * factor,
    )  # fmt: skip


def with_text(cue: CueView, text: str) -> CueView:
    """`cue` with other text; its speed is estimated until the backend reports it."""
    if text == cue.text:
        return cue
    before, after = len(_one_row(cue.text)), len(_one_row(text))
    length = cue.end_s - cue.start_s
    cps = cue.cps * after / before if before else (after / length if length > 0 else 0.0)
    pace = cue.pace * after / before if before else 0.0
    return dataclasses.replace(cue, text=text, cps=cps, pace=pace)


def _one_row(text: str) -> str:
    """Each stretch of white space as one space."""
    return " ".join(text.split())
