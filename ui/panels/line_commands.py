"""What keys, menus and the mouse do with lines: times, parts, copies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import CueView

from ..panel_context import PanelContext
from ..state.cue_edits import CueEdits

_TEN = 10
_CLOSING = re.compile(r"[,.;:!?…]+(?=\s|$)")
_NUDGES = {
    "line_earlier": (-1, -1), "line_later": (1, 1),
    "in_earlier": (-1, 0), "in_later": (1, 0),
    "out_earlier": (0, -1), "out_later": (0, 1),
}  # fmt: skip
"""By action: frames by which in and out move; ten times as far with `_10` in its name."""


class LineCommands(QObject):
    """Carries out commands on the selected lines.

    Signals:
        speaker_needed(object, object): lines to be joined, and their speakers: whose it becomes.
        blank_made(str): a new line without words: they are to be typed.
    """

    speaker_needed = Signal(object, object)
    blank_made = Signal(str)

    def __init__(
        self, context: PanelContext, edits: CueEdits, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._edits = context, edits
        context.state.lines_made.connect(self._on_made)
        context.state.cues_changed.connect(self._on_cues_changed)
        for name, order in self._orders().items():
            context.actions[name].triggered.connect(_without_checked(order))

    def _orders(self) -> dict[str, Callable[[], object]]:
        orders: dict[str, Callable[[], object]] = {}
        for name, (first, last) in _NUDGES.items():
            orders[name] = partial(self.nudge, first, last)
            orders[f"{name}_10"] = partial(self.nudge, _TEN * first, _TEN * last)
        return orders | {
            "set_line_in": self.set_in,
            "set_line_out": self.set_out,
            "add_line": self.add,
            "merge_lines": self.merge,
            "delete_lines": self.delete,
            "duplicate_lines": self.duplicate,
        }

    def selected(self) -> list[CueView]:
        """The selected lines as they are shown, in order of time."""
        found = map(self._context.state.cues.get, self._context.selection.refs)
        cues = [self._edits.shown(cue) for cue in found if cue is not None and not cue.removed]
        return sorted(cues, key=lambda cue: cue.start)

    def current(self) -> CueView | None:
        """The current line, or the first that is selected."""
        cue = self._context.state.cues.get(self._context.selection.current)
        if cue is not None and not cue.removed:
            return self._edits.shown(cue)
        return next(iter(self.selected()), None)

    # -- times ----------------------------------------------------------------------------

    def nudge(self, first: int, last: int) -> None:
        """Move the beginning and the end of the selected lines by frames.

        Lines that are moved whole keep their distances, and stop where the first of them
        meets the beginning of the timeline.
        """
        cues = self.selected()
        if not cues or self._is_read_only():
            return
        if first == last:
            first = last = max(first, -cues[0].start)
        spans = {cue.ref: self._bounded(cue, first, last) for cue in cues}
        if not self.place(spans):
            self._context.notices.note(self.tr("The line cannot go further."))

    def _bounded(self, cue: CueView, first: int, last: int) -> tuple[int, int]:
        latest = self._context.state.frames - 1
        if first == last:
            return min(max(0, cue.start + first), latest), cue.frames
        end = cue.start + cue.frames
        if first:
            start = min(max(0, cue.start + first), end - 1)
            return start, end - start
        return cue.start, max(1, cue.frames + last)

    def place(self, spans: Mapping[str, tuple[int, int]]) -> int:
        """Put lines at other times, first frame and length of each; returns how many differ."""
        return self._edits.edit_each(
            {ref: {"start": start, "frames": frames} for ref, (start, frames) in spans.items()}
        )

    def set_in(self) -> None:
        """The current line begins at the playhead."""
        cue, frame = self.current(), self._context.playhead.frame
        if cue is not None and not self._is_read_only():
            end = cue.start + cue.frames
            if frame >= end:
                self._refuse(self.tr("The playhead is behind the line's end."))
            else:
                self._edits.edit(cue.ref, start=frame, frames=end - frame)

    def set_out(self) -> None:
        """The current line ends before the playhead's frame."""
        cue, frame = self.current(), self._context.playhead.frame
        if cue is not None and not self._is_read_only():
            if frame <= cue.start:
                self._refuse(self.tr("The playhead is before the line's beginning."))
            else:
                self._edits.edit(cue.ref, start=cue.start, frames=frame - cue.start)

    # -- parts ----------------------------------------------------------------------------

    def split(self) -> None:
        """Split the current line at the playhead, or the one that is under it."""
        frame, cue = self._context.playhead.frame, self.current()
        under = self._context.state.cues.between(frame, frame + 1)
        if cue is None or not cue.start < frame < cue.start + cue.frames:
            cue = next((c for c in under if c.kind == "line" and not c.removed), None)
        if cue is None:
            self._refuse(self.tr("No line is under the playhead."))
        elif not self._is_read_only():
            self._context.link.order(messages.SplitLine, ref=cue.ref, at=frame)

    def split_words(self, ref: str, before: str, after: str) -> None:
        """Split a line between two words; its time is shared by their letters.

        A comma or full stop right behind the caret stays with the word before it.
        """
        marks = _CLOSING.match(after)
        if marks is not None:
            before, after = before + marks[0], after[marks.end() :]
        if not before.strip() or not after.strip():
            self._refuse(self.tr("A part of the line would have no words."))
        else:
            self._context.link.order(messages.SplitLine, ref=ref, before=before, after=after)

    def merge(self) -> None:
        """Join the selected lines, or the current one with the next."""
        cues = [cue for cue in self.selected() if cue.kind == "line"]
        if len(cues) == 1:
            cues += self._next(cues[0])
        if len(cues) < 2:
            self._refuse(self.tr("There is no next line to join."))
            return
        if self._is_read_only():
            return
        names = list(dict.fromkeys(cue.speaker for cue in cues))
        refs = tuple(cue.ref for cue in cues)
        if len(names) > 1:
            self.speaker_needed.emit(refs, names)
        else:
            self.join(refs, names[0])

    def join(self, refs: Iterable[str], speaker: str) -> None:
        """Join lines into one of this speaker."""
        self._context.link.order(messages.MergeLines, refs=tuple(refs), speaker=speaker)

    def _next(self, cue: CueView) -> list[CueView]:
        lines = [c for c in self._context.state.cues.all() if c.kind == "line" and not c.removed]
        at = next((n for n, line in enumerate(lines) if line.ref == cue.ref), len(lines))
        return lines[at + 1 : at + 2]

    # -- whole lines ----------------------------------------------------------------------

    def add(self) -> None:
        """Add a line at the playhead, of the current line's speaker."""
        cue, frame = self.current(), self._context.playhead.frame
        if not self._is_read_only():
            speaker = cue.speaker if cue is not None else ""
            self._context.link.order(messages.AddLine, start=frame, speaker=speaker)

    def delete(self) -> None:
        """Delete the selected lines; the next one is selected then."""
        cues = self.selected()
        refs = tuple(cue.ref for cue in cues)
        if refs and not self._is_read_only():
            behind = self._next(cues[-1])
            self._context.link.order(
                messages.DeleteLines, on_carried=lambda: self._select(behind), refs=refs
            )

    def duplicate(self) -> None:
        """Copy the selected lines, each behind itself."""
        refs = tuple(cue.ref for cue in self.selected())
        if refs and not self._is_read_only():
            self._context.link.order(messages.DuplicateLines, refs=refs)

    def bring_back(self, refs: Iterable[str]) -> None:
        """Have deleted lines again."""
        self._edits.edit_each({ref: {"removed": False} for ref in refs})

    def _select(self, cues: Iterable[CueView]) -> None:
        there = [cue.ref for cue in cues if cue.ref in self._context.state.cues]
        if there and not self._context.selection.refs:
            self._context.selection.select(there)

    def _on_cues_changed(self, refs: Iterable[str]) -> None:
        """What was deleted is selected no more."""
        cues = self._context.state.cues
        gone = [ref for ref in refs if (cue := cues.get(ref)) is not None and cue.removed]
        self._context.selection.discard(gone)

    def _on_made(self, refs: tuple[str, ...]) -> None:
        there = [ref for ref in refs if ref in self._context.state.cues]
        if not there:
            return
        self._context.selection.select(there, current=there[0])
        cue = self._context.state.cues.get(there[-1])
        if cue is not None and not cue.text:
            self.blank_made.emit(cue.ref)

    def _is_read_only(self) -> bool:
        if self._context.state.read_only:
            self._refuse(self.tr("Nothing can be edited: decisions are read-only."))
        return self._context.state.read_only

    def _refuse(self, sentence: str) -> None:
        self._context.notices.note(sentence)


def _without_checked(order: Callable[[], object]) -> Callable[..., None]:
    """Drop the `checked` argument of `triggered`."""

    def call(_checked: bool = False) -> None:
        order()

    return call
