"""The names of the rows, fixed at the left while the rows scroll."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QToolTip, QWidget

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core.track_levels import FILM, own_track_name, track_name

from ..panel_context import PanelContext
from ..state.numbers import short
from ..theme.plain_text import plain, visible
from .hit_testing import row_at
from .layout import PlacedRow
from .rows import Row, Rows
from .style import Style
from .track_strip import TrackStrip

_HEARD = ("speech", "audio", "film")


class Headers(QWidget):
    """Names of rows, what is heard of them, and the button that folds the timeline's own tracks.

    Signals:
        fold_requested(bool): fold the tracks, or show them.
    """

    fold_requested = Signal(bool)

    def __init__(self, context: PanelContext, rows: Rows, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._state, self._rows, self._style = context, context.state, rows, style
        self._strips: dict[str, TrackStrip] = {}
        context.state.gains_changed.connect(self._show_gains)
        self._placed: Sequence[PlacedRow] = ()
        self._top = 0
        self._folded = False
        self._fold = QToolButton(self)
        self._fold.setAutoRaise(True)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fold.clicked.connect(lambda: self.fold_requested.emit(not self._folded))
        self._fold.hide()

    def show_rows(self, placed: Sequence[PlacedRow], top: int, folded: bool) -> None:
        """Show the names of these rows, scrolled by `top` pixels."""
        self._placed, self._top, self._folded = placed, top, folded
        heading = next((p for p in placed if p.row.kind == "tracks"), None)
        if heading is None:
            self._fold.hide()
        else:
            self._fold.setArrowType(Qt.ArrowType.RightArrow if folded else Qt.ArrowType.DownArrow)
            count = len(self._rows.tracks)
            words = self.tr("Tracks ({count})").format(count=count)
            space = self.width() - 2 * self._style.line
            fits = self._style.small_fm.horizontalAdvance(words) <= space
            self._fold.setText(words if fits else self.tr("Tracks"))
            self._fold.setFont(self._style.small)
            self._fold.setAccessibleName(self.tr("Tracks of the timeline"))
            self._fold.setToolTip(
                self.tr("Show the timeline's own tracks")
                if folded
                else self.tr("Hide the timeline's own tracks")
            )
            self._fold.setGeometry(
                0, heading.top + self._offset(), self.width() - 1, heading.height
            )
            self._fold.setVisible(heading.top >= top)
        self._show_strips()
        self.update()

    def _show_strips(self) -> None:
        """Put the controls of tracks under their names, as far as those are in sight."""
        style, shown, before = self._style, set(), set(self._strips)
        for placed in self._placed:
            if self._is_heard(placed.row):
                strip = self._strip(placed.row)
                shown.add(strip.track)
                top = placed.top + self._offset() + style.line + 2
                high = strip.fit(self.width() - 3 * style.pad)
                strip.setGeometry(2 * style.pad, top, self.width() - 3 * style.pad, high)
                strip.setVisible(top >= style.metrics.ruler and style.line + high <= placed.height)
        for track in [track for track in self._strips if track not in shown]:
            strip = self._strips.pop(track)
            strip.hide()
            strip.deleteLater()
        if set(self._strips) != before:
            self._order_focus()
        self._show_gains()

    def _order_focus(self) -> None:
        """Tab goes through the controls from above, after the button that folds."""
        parts: list[QWidget] = [self._fold]
        for placed in self._placed:
            if self._is_heard(placed.row):
                parts += self._strips[track_of(placed.row)].parts
        for one, other in itertools.pairwise(parts):
            QWidget.setTabOrder(one, other)

    def _is_heard(self, row: Row) -> bool:
        """Whether a row has sound whose level can be set."""
        return row.kind in _HEARD or (row.kind == "track" and number_of(row) in self._rows.sounding)

    def _strip(self, row: Row) -> TrackStrip:
        track = track_of(row)
        found = self._strips.get(track)
        if found is None:
            found = self._strips[track] = TrackStrip(track, self._context.heard, self)
            found.gain_decided.connect(self._on_gain)
        found.setFont(self._style.small)
        found.set_name(self.name_of(row))
        return found

    def _on_gain(self, track: str, gain_db: float) -> None:
        if gain_db != self._state.gains.get(track, 0.0):
            self._context.link.order(messages.SetGain, track=track, gain_db=gain_db)

    def _show_gains(self) -> None:
        for track, strip in self._strips.items():
            strip.show_gain(self._state.gains.get(track, 0.0), read_only=self._state.read_only)

    def set_style(self, style: Style) -> None:
        """Use another style."""
        self._style = style
        self.update()

    def _offset(self) -> int:
        """Pixels above the first row: the corner beside the ruler belongs to this widget."""
        return self._style.metrics.ruler - self._top

    def _paint_corner(self, painter: QPainter) -> None:
        """The timeline's rate, beside the ruler."""
        style, high = self._style, self._style.metrics.ruler
        painter.fillRect(0, 0, self.width(), high, style.colours.ruler)
        if self._state.is_open:
            words = self.tr("{rate} fps").format(rate=short(float(self._state.rate), 3))
            painter.setPen(style.colours.text_faint)
            box = QRect(2 * style.pad, 0, self.width() - 3 * style.pad, high - 5)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.setPen(style.colours.line)
        painter.drawLine(0, high - 1, self.width(), high - 1)

    def name_of(self, row: Row) -> str:
        """What a row is called."""
        if row.kind == "track":
            names = {f"track {t.index}": t.name or t.kind for t in self._state.tracks}
            return visible(names.get(row.key, ""))
        if row.kind == "cues":
            return self.tr("Lines") if row.key == "cues 0" else ""
        if row.kind in ("speech", "audio"):
            lanes = self._rows.of(row.kind)
            name = self.tr("Speech") if row.kind == "speech" else self.tr("Audio")
            return f"{name} {lanes.index(row) + 1}" if len(lanes) > 1 and row in lanes else name
        if row.kind == "film":
            return self.tr("Film")
        return self.tr("Shots") if row.kind == "shots" else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The names of what is visible."""
        painter = QPainter(self)
        style, width = self._style, self.width()
        colours = style.colours
        painter.fillRect(event.rect(), colours.background)
        painter.setFont(style.small)
        for placed in self._placed:
            top = placed.top + self._offset()
            box = QRect(0, top, width - 1, placed.height)
            if placed.row.kind == "tracks" or not box.intersects(event.rect()):
                continue
            painter.fillRect(box, colours.ruler)
            ours = placed.row.kind in ("speech", "audio")
            if ours:
                fill = colours.speech if placed.row.kind == "speech" else colours.audio
                painter.fillRect(0, top, 3, placed.height, fill)
            painter.setPen(colours.text_faint if placed.row.kind == "track" else colours.text)
            indent = 4 * style.pad if placed.row.kind == "track" else 2 * style.pad
            name = style.elided(self.name_of(placed.row), max(1, width - indent - style.pad))
            is_heard = self._is_heard(placed.row)
            strip = self._strips.get(track_of(placed.row)) if is_heard else None
            below = strip is not None and strip.isVisibleTo(self)
            high = style.line + 2 if below else placed.height
            painter.drawText(indent, top, width, high, int(Qt.AlignmentFlag.AlignVCenter), name)
        self._paint_corner(painter)
        painter.setPen(colours.line)
        painter.drawLine(width - 1, 0, width - 1, self.height())

    def event(self, event: QEvent) -> bool:
        """Show elided names in full in a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            placed = row_at(self._placed, event.pos().y() - self._offset())
            name = self.name_of(placed.row) if placed is not None else ""
            QToolTip.showText(event.globalPos(), plain(name), self)
            return True
        return super().event(event)


def track_of(row: Row) -> str:
    """What the track of a row is called where its level is set."""
    if row.kind == "film":
        return FILM
    if row.kind == "track":
        return own_track_name(number_of(row))
    return track_name(row.kind, number_of(row))


def number_of(row: Row) -> int:
    """Of a lane or a track of the timeline."""
    return int(row.key.rpartition(" ")[2])
