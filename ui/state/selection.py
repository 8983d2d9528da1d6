"""The selection and the playhead."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """The selected items by reference, and the current one.

    Signals:
        changed: other references are selected.
        current_changed(str): another item is current; "" for none.
    """

    changed = Signal()
    current_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._refs: dict[str, None] = {}
        self._current = ""

    @property
    def refs(self) -> tuple[str, ...]:
        """Selected references, in the order selected."""
        return tuple(self._refs)

    @property
    def current(self) -> str:
        """The current item: its takes are shown and played."""
        return self._current

    def __contains__(self, ref: object) -> bool:
        return ref in self._refs

    def select(self, refs: Iterable[str], current: str | None = None) -> None:
        """Select exactly these; the last becomes current unless `current` names one."""
        wanted = dict.fromkeys(refs)
        look_at = current if current is not None else next(reversed(wanted), "")
        changed = list(wanted) != list(self._refs)
        self._refs = wanted
        if changed:
            self.changed.emit()
        self._look_at(look_at)

    def toggle(self, ref: str) -> None:
        """Add or remove one, as a click with Ctrl does."""
        refs = [r for r in self._refs if r != ref]
        if ref not in self._refs:
            refs.append(ref)
        self.select(refs)

    def discard(self, refs: Iterable[str]) -> None:
        """Deselect items that no longer exist."""
        gone = set(refs)
        if gone & set(self._refs):
            self.select([ref for ref in self._refs if ref not in gone])

    def clear(self) -> None:
        """Select nothing."""
        self.select(())

    def _look_at(self, ref: str) -> None:
        if ref != self._current:
            self._current = ref
            self.current_changed.emit(ref)


class Playhead(QObject):
    """The playhead and the range between the in and out points, in frames.

    Signals:
        moved(int): the playhead is on another frame.
        range_changed: other in or out points.
    """

    moved = Signal(int)
    range_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frame = 0
        self._length = 0
        self.mark_in: int | None = None
        self.mark_out: int | None = None  # exclusive

    @property
    def frame(self) -> int:
        """The frame of the playhead."""
        return self._frame

    def set_length(self, frames: int) -> None:
        """Reset for another timeline: go to frame 0, without marks."""
        self._length = max(0, frames)
        self.set_marks(None, None)
        self.move(0)

    def move(self, frame: int) -> None:
        """Go to a frame, kept inside the timeline."""
        kept = max(0, min(frame, max(0, self._length - 1)))
        if kept != self._frame:
            self._frame = kept
            self.moved.emit(kept)

    def set_marks(self, mark_in: int | None, mark_out: int | None) -> None:
        """Mark a range; marks that would leave nothing between them drop the older one."""
        if mark_in is not None and mark_out is not None and mark_out <= mark_in:
            if mark_in != self.mark_in:
                mark_out = None
            else:
                mark_in = None
        if (mark_in, mark_out) != (self.mark_in, self.mark_out):
            self.mark_in, self.mark_out = mark_in, mark_out
            self.range_changed.emit()
