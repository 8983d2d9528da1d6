"""Edits of lines on their way to the studio: shown at once, until it tells or refuses."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

from PySide6.QtCore import QObject, Signal

from deepaudio_plugin.studio import messages
from deepaudio_plugin.studio.views import CueView

from ..link import StudioLink
from .timeline import TimelineState


@dataclasses.dataclass
class _Edit:
    """What somebody wants of a line and how far the studio is with it."""

    changes: dict[str, Any]
    token: int  # of the latest order; 0: not on its way, since no studio ran
    carried: bool = False
    told: bool = False  # a fact that may answer it came since


class CueEdits(QObject):
    """Gives the orders and keeps what they will change.

    An edit that a studio's end left unanswered is ordered again when the timeline is back.

    Signals:
        shown_changed(str): a line of this reference is to be shown anew.
        refused(object): a `messages.Refused`; the line shows what it was.
    """

    shown_changed = Signal(str)
    refused = Signal(object)

    def __init__(
        self, link: StudioLink, state: TimelineState, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._link, self._state = link, state
        self._edits: dict[str, _Edit] = {}
        self._tokens = itertools.count(1)
        self._path = state.head.path if state.head else ""
        state.opened.connect(self._on_opened)
        state.closed.connect(self._edits.clear)
        state.cues_changed.connect(self._on_cues_changed)
        state.planned.connect(self._on_planned)
        state.loaded.connect(self._on_loaded)
        link.ended.connect(self._on_ended)

    def edit(self, ref: str, **changes: Any) -> None:
        """Change `text`, `speaker` or `muted` of a line; what it is already is no edit."""
        cue = self._state.cues.get(ref)
        if cue is None:
            return
        now = self.shown(cue)
        changes = {name: value for name, value in changes.items() if getattr(now, name) != value}
        if not changes:
            return
        earlier = self._edits.get(ref)
        merged = {**(earlier.changes if earlier else {}), **changes}
        edit = self._edits[ref] = _Edit(merged, next(self._tokens))
        if self._link.running:
            self._order(ref, edit, changes)
        else:
            edit.token = 0
        self.shown_changed.emit(ref)

    def shown(self, cue: CueView) -> CueView:
        """The line as it will be."""
        edit = self._edits.get(cue.ref)
        if edit is None:
            return cue
        changes = dict(edit.changes)
        if "text" in changes:
            changes["text"] = changes["text"].strip() or cue.original_text
        text = changes.pop("text", cue.text)
        return with_text(dataclasses.replace(cue, **changes), text)

    def _order(self, ref: str, edit: _Edit, changes: dict[str, Any]) -> None:
        token = edit.token
        self._link.order(
            messages.EditLine,
            ref=ref,
            on_carried=lambda: self._on_carried(ref, token),
            on_refused=lambda fact: self._on_refused(ref, token, fact),
            **changes,
        )

    def _drop(self, ref: str) -> None:
        self._edits.pop(ref, None)
        self.shown_changed.emit(ref)

    def _on_carried(self, ref: str, token: int) -> None:
        edit = self._edits.get(ref)
        if edit is None or edit.token != token:
            return
        edit.carried = True
        if edit.told:
            self._drop(ref)

    def _on_refused(self, ref: str, token: int, fact: messages.Refused) -> None:
        edit = self._edits.get(ref)
        if edit is not None and edit.token == token:
            text = edit.changes.get("text")
            if text:  # nothing that was typed is lost
                told = [fact.details, self.tr("What was typed: %s") % text]
                fact = dataclasses.replace(fact, details="\n".join(filter(None, told)))
            self._drop(ref)
        self.refused.emit(fact)

    def _on_cues_changed(self, refs: list[str]) -> None:
        if not self._edits:
            return
        for ref in refs:
            edit, cue = self._edits.get(ref), self._state.cues.get(ref)
            if edit is None or cue is None or not edit.token:
                continue
            if edit.carried or _agrees(cue, edit.changes):
                self._drop(ref)
            else:
                edit.told = True

    def _on_planned(self) -> None:
        for ref, edit in list(self._edits.items()):
            if edit.carried:
                self._drop(ref)
            else:
                edit.told = edit.token != 0

    def _on_ended(self, _words: str) -> None:
        for edit in self._edits.values():
            edit.token = 0

    def _on_opened(self) -> None:
        path = self._state.head.path if self._state.head else ""
        if path != self._path:
            self._edits.clear()
        self._path = path

    def _on_loaded(self) -> None:
        """Order again what a studio that ended did not answer."""
        for ref, edit in list(self._edits.items()):
            cue = self._state.cues.get(ref)
            if cue is None or _agrees(cue, edit.changes):
                self._drop(ref)
            elif not edit.token:
                edit.token = next(self._tokens)
                self._order(ref, edit, edit.changes)


def with_text(cue: CueView, text: str) -> CueView:
    """`cue` with other words, its speed estimated until the studio says it."""
    if text == cue.text:
        return cue
    before, after = count(cue.text), count(text)
    length = cue.end_s - cue.start_s
    cps = cue.cps * after / before if before else (after / length if length > 0 else 0.0)
    pace = cue.pace * after / before if before else 0.0
    return dataclasses.replace(cue, text=text, cps=cps, pace=pace)


def count(text: str) -> int:
    """Characters, each stretch of white space as one."""
    return len(" ".join(text.split()))


def _agrees(cue: CueView, changes: dict[str, Any]) -> bool:
    """Whether the studio's line is as it was wanted; it puts words on one line."""

    def words(text: str) -> str:
        return " ".join(text.split())

    wanted = dict(changes)
    if "text" in wanted:
        wanted["text"] = words(wanted["text"]) or words(cue.original_text)
    if "speaker" in wanted:
        wanted["speaker"] = wanted["speaker"].strip()
    told = {name: getattr(cue, name) for name in wanted}
    if "text" in told:
        told["text"] = words(told["text"])
    return told == wanted
