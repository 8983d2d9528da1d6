"""Edits of lines: text, speaker, muted."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
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
        """Change `text`, `speaker` or `muted` of a line, unless the value is the same."""
        cue = self._state.cues.get(ref)
        if cue is None:
            return
        now = self.shown(cue)
        changes = {name: value for name, value in changes.items() if getattr(now, name) != value}
        if changes:
            self.give([ref], changes)

    def shown(self, cue: CueView) -> CueView:
        """The line as it will be. Without text it goes back to the subtitles."""
        changes = dict(self.wanted(cue.ref))
        if not changes:
            return cue
        text = changes.pop("text", cue.text).strip() or cue.original_text
        return with_text(dataclasses.replace(cue, **changes), text)

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
