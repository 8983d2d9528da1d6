"""The timeline view: what is visible of the cut, painted from strips that are kept."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QHelpEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QToolTip, QWidget

from deepaudio_plugin.studio import messages

from ..bench import Bench
from . import overlay
from .commands import Commands
from .feed import Feed
from .headers import Headers
from .hit import Hit, hit, refs_in
from .layout import Placed, place
from .look import Look
from .paint import paint_empty, strip
from .pictures import Pictures
from .pointer import Pointer
from .rows import Row, Rows
from .ruler import Ruler
from .scale import Scale
from .tiles import Tiles
from .wanted import wanted_peaks, wanted_pictures
from .words import spoken, tooltip

_PAINT_S = 0.008  # of each frame for strips that something of the past can stand in for
_FIRST_SIGHT_S = 120  # a long timeline opens on its first minutes
_MENU = ("play", "play_take", "edit_line", "generate", "another_take", "cancel", "zoom_selection")


class TimelineView(QAbstractScrollArea):
    """The cut along time: shots, tracks, lines and takes; selection, playhead, zoom.

    Signals:
        play_requested(str): a job was double-clicked; the playhead stands at its beginning.
    """

    play_requested = Signal(str)

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._scale = Scale(1.0)
        self._fitting = True
        self._dragging = False
        self._band = QRect()
        self._placed: list[Placed] = []
        self._rows_placed = -1
        self._folded = False
        self._look = Look(self.palette(), self.font(), self.devicePixelRatioF())
        self._rows = Rows(self._on_row_changed)
        self._tiles = Tiles(self._paint_strip)
        self._pictures = Pictures(bench.link, bench.state, self)
        self._ruler = Ruler(bench.state, bench.playhead, self._look, self)
        self._headers = Headers(bench.state, self._rows, self._look, self)
        self._pointer = Pointer(self, bench.selection)
        self._feed = Feed(bench.state, self._rows, self._on_fed, self)
        self._commands = Commands(bench, self, self._rows)
        self._set_up()
        self._connect()
        self._take_look()
        self._feed.take_all()

    def _set_up(self) -> None:
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Timeline"))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().setMouseTracking(False)
        self.horizontalScrollBar().setSingleStep(40)
        self.verticalScrollBar().setSingleStep(20)

    def _connect(self) -> None:
        bench, state = self._bench, self._bench.state
        state.opened.connect(self._on_opened)
        state.closed.connect(self._on_opened)
        state.removed.connect(self._on_removed)
        bench.selection.changed.connect(self._on_selection_changed)
        bench.selection.current_changed.connect(self._on_current_changed)
        bench.playhead.moved.connect(self._on_playhead_moved)
        bench.playhead.range_changed.connect(self._update_range)
        self._pictures.picture_loaded.connect(self._on_picture_loaded)
        self._pictures.waveform_loaded.connect(self._on_waveform_loaded)
        self._ruler.frame_requested.connect(self._on_frame_requested)
        self._ruler.dragging_changed.connect(self._on_dragging_changed)
        self._headers.fold_requested.connect(self._on_fold_requested)
        self._playhead_x = 0
        self.destroyed.connect(self._pictures.finish)

    # -- sizes --------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Room for shots, lines and one lane of each stem."""
        metrics = self._look.metrics
        rows = metrics.shots + metrics.cues + 2 * metrics.lane + 4 * metrics.track
        return QSize(60 * self._look.line, rows + self._ruler_height() + 2 * metrics.line)

    def minimumSizeHint(self) -> QSize:
        """Room for the ruler and the shots."""
        return QSize(12 * self._look.line, self._look.metrics.shots + 3 * self._ruler_height())

    def _ruler_height(self) -> int:
        return self._look.line + 10

    def _header_width(self) -> int:
        widest = self._look.small_fm.averageCharWidth() * 16 + 4 * self._look.pad
        return max(4 * self._look.line - 4, min(widest, self.width() // 5))

    @property
    def scale(self) -> Scale:
        """How wide a frame is drawn."""
        return self._scale

    @property
    def is_behind(self) -> bool:
        """Whether something drawn is of the past still; it is painted in the next moments."""
        return self._tiles.behind or self._feed.is_waiting

    def _left(self) -> int:
        return self.horizontalScrollBar().value()

    def _top(self) -> int:
        return self.verticalScrollBar().value()

    def _lay_out(self) -> None:
        """Place the rows anew, as after a change of size or of which rows there are."""
        header, ruler = self._header_width(), self._ruler_height()
        self.setViewportMargins(header, ruler, 0, 0)
        shown = self.viewport().geometry()
        self._ruler.setGeometry(shown.left(), shown.top() - ruler, shown.width(), ruler)
        self._headers.setGeometry(shown.left() - header, shown.top(), header, shown.height())
        state, metrics = self._bench.state, self._look.metrics
        if state.is_open:
            room = self.viewport().height()
            self._placed = place(self._rows, state.tracks, metrics, room, self._folded)
        else:
            self._placed = []
        self._rows_placed = self._rows.structure
        if self._fitting:
            self._set_scale(Scale.fitting(state.frames, self.viewport().width()))
        self._set_ranges()
        self._scrolled()

    def _set_ranges(self) -> None:
        view = self.viewport().size()
        wide = self._scale.x(self._bench.state.frames) if self._bench.state.is_open else 0
        air = 0 if wide <= view.width() else view.width() // 10
        high = self._placed[-1].bottom if self._placed else 0
        self.horizontalScrollBar().setRange(0, max(0, wide + air - view.width()))
        self.horizontalScrollBar().setPageStep(view.width())
        self.verticalScrollBar().setRange(0, max(0, high - view.height()))
        self.verticalScrollBar().setPageStep(view.height())

    def _scrolled(self) -> None:
        """Other pixels are seen, or the same at another scale."""
        self._ruler.show_at(self._scale, self._left())
        self._ruler.update()
        self._headers.show_rows(self._placed, self._top(), self._folded)
        self.viewport().update()
        self._want_pictures()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The scroll bars moved. Strips are kept: drawing them again is a copy."""
        self._ruler.show_at(self._scale, self._left())
        if dy:
            self._headers.show_rows(self._placed, self._top(), self._folded)
        self.viewport().update()
        self._want_pictures()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self._lay_out()

    # -- zoom ---------------------------------------------------------------------------

    def _set_scale(self, scale: Scale) -> None:
        self._scale = scale
        self._tiles.set_scale(scale)
        self._playhead_x = scale.x(self._bench.playhead.frame)

    def zoom_at(self, x: int, factor: float) -> None:
        """Closer or wider around a pixel of the viewport."""
        before, state = self._scale, self._bench.state
        width = self.viewport().width()
        scale = before.zoomed(factor, state.frames, width)
        if scale == before:
            return
        self._fitting = scale == Scale.fitting(state.frames, width)
        held = (self._left() + x) * scale.per_frame / before.per_frame
        self._set_scale(scale)
        self._set_ranges()
        self.horizontalScrollBar().setValue(round(held - x))
        self._scrolled()

    def zoom_by(self, factor: float) -> None:
        """Closer or wider around the playhead, or the middle when it is out of sight."""
        x = self._playhead_x - self._left()
        width = self.viewport().width()
        self.zoom_at(x if 0 <= x < width else width // 2, factor)

    def zoom_fit(self) -> None:
        """Show everything."""
        self._fitting = True
        self._lay_out()

    def zoom_to(self, first: int, last: int) -> None:
        """Show the frames from `first` to `last`, with a little air on both sides."""
        width, frames = self.viewport().width(), max(1, last - first)
        wanted = width * 0.9 / frames
        self.zoom_at(0, wanted / self._scale.per_frame)
        middle = self._scale.x(first + frames // 2)
        self.horizontalScrollBar().setValue(middle - width // 2)

    def reveal(self, first: int, last: int) -> None:
        """Scroll so that frames are seen, no further than needed; far ones to the middle."""
        left, width = self._left(), self.viewport().width()
        x0, x1 = self._scale.x(first), self._scale.x(last)
        if left <= x0 and (x1 <= left + width or (x1 - x0 > width and x0 < left + width)):
            return
        if x1 - x0 < width:
            target = (x0 + x1) // 2 - width // 2
        else:
            target = x0 - width // 10
        self.horizontalScrollBar().setValue(target)

    # -- the state changed --------------------------------------------------------------

    def _on_opened(self) -> None:
        self._rows.clear()
        self._tiles.clear()
        self._pictures.clear()
        self._feed.clear()
        self._pointer.forget()
        state = self._bench.state
        self._folded = bool(self._bench.preferences.get("timeline/folded", False) in (True, "true"))
        sight = _FIRST_SIGHT_S * state.rate
        self._fitting = state.frames <= 3 * sight
        self._lay_out()
        self.horizontalScrollBar().setValue(0)
        if not self._fitting:
            self._set_scale(Scale.fitting(int(sight), self.viewport().width()))
            self._set_ranges()
            self._scrolled()
        self._describe_current()

    def _on_removed(self, fact: messages.Removed) -> None:
        self._feed.flush()
        self._rows.drop(fact.shots, fact.cues, fact.jobs)
        self._on_fed()

    def _on_fed(self) -> None:
        """Rows hold something new."""
        if self._rows.structure != self._rows_placed:
            self._lay_out()
        self.viewport().update()
        self._want_pictures()

    def _on_row_changed(self, row: Row, first: int, last: int) -> None:
        self._tiles.spoil(row.key, self._scale.x(first), self._scale.x(last))

    def _on_picture_loaded(self, ref: str) -> None:
        self._spoil_item(self._rows.shots, ref)

    def _on_waveform_loaded(self, key: str) -> None:
        ref = self._peaks_of.get(key, "")
        for row in self._rows.lanes.values():
            self._spoil_item(row, ref)

    def _spoil_item(self, row: Row, ref: str) -> None:
        item = row.get(ref)
        if item is not None:
            self._on_row_changed(row, item.start, item.start + item.frames)
            self.viewport().update()

    def _on_selection_changed(self) -> None:
        for row in self._rows.all():
            row.chosen = None
        self.viewport().update()

    def _on_current_changed(self, ref: str) -> None:
        self._describe_current()
        item = self._item(ref)
        if item is not None and not self.viewport().underMouse():
            self.reveal(item.start, item.start + item.frames)
        self.viewport().update()

    def _item(self, ref: str) -> object:
        state = self._bench.state
        return state.cues.get(ref) or state.shots.get(ref) or state.jobs.get(ref)

    def _describe_current(self) -> None:
        item = self._item(self._bench.selection.current)
        words = spoken(item, self._bench.state) if item is not None else ""
        self.setAccessibleDescription(words)
        changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(changed)

    def _on_playhead_moved(self, frame: int) -> None:
        """Repaint two narrow strips; turn the page when it runs out of sight."""
        before, self._playhead_x = self._playhead_x, self._scale.x(frame)
        left, width = self._left(), self.viewport().width()
        was_seen = left <= before <= left + width
        if was_seen and not left <= self._playhead_x < left + width and not self._dragging:
            self.horizontalScrollBar().setValue(self._playhead_x - width // 10)
        height = self.viewport().height()
        for x in (before, self._playhead_x):
            self.viewport().update(x - self._left() - 1, 0, 3, height)
        self._ruler.update()

    def _update_range(self) -> None:
        self._ruler.update()
        self.viewport().update()

    def _on_frame_requested(self, frame: int) -> None:
        self._bench.playhead.move(frame)
        self.reach(QPoint(self._scale.x(frame) - self._left(), 0))

    def _on_dragging_changed(self, dragging: bool) -> None:
        self._dragging = dragging

    def _on_fold_requested(self, folded: bool) -> None:
        self._folded = folded
        self._bench.preferences.set("timeline/folded", folded)
        self._lay_out()

    def _want_pictures(self) -> None:
        if not self._bench.state.is_open:
            return
        left, width = self._left(), self.viewport().width()
        refs = wanted_pictures(self._rows.shots, self._scale, left, left + width)
        self._peaks_of = wanted_peaks(self._rows.lanes.values(), self._scale, left, left + width)
        self._pictures.want(refs, list(self._peaks_of))

    # -- painting -----------------------------------------------------------------------

    def _paint_strip(self, placed: Placed, left: int, width: int) -> QPixmap:
        frames = self._bench.state.frames
        return strip(placed, left, width, self._scale, self._look, self._pictures, frames)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Strips of what is visible, and over them what changes often."""
        painter = QPainter(self.viewport())
        box, look = event.rect(), self._look
        painter.fillRect(box, look.colours.ground)
        if not self._bench.state.is_open:
            view = self.viewport().size()
            paint_empty(painter, look, view.width(), view.height())
            return
        if box.width() >= self.viewport().width():
            self._tiles.behind = False
        painter.translate(-self._left(), -self._top())
        box.translate(self._left(), self._top())
        rows = [p for p in self._placed if p.bottom > box.top() and p.top <= box.bottom()]
        self._paint_rows(painter, rows, box)
        self._paint_over(painter, rows, box)
        if self._tiles.behind:
            QTimer.singleShot(0, self.viewport().update)

    def paint_now(self) -> None:
        """Paint at once what waits to be painted, as before a picture of it is taken."""
        for part in (self.viewport(), self._ruler, self._headers):
            part.repaint()

    def _paint_rows(self, painter: QPainter, rows: list[Placed], box: QRect) -> None:
        until = time.perf_counter() + _PAINT_S
        for placed in rows:
            if placed.row.kind == "tracks":
                continue
            painter.translate(0, placed.top)
            self._tiles.draw(
                painter,
                placed,
                box.left(),
                box.right() + 1,
                lambda: time.perf_counter() < until,
            )
            painter.translate(0, -placed.top)

    def _paint_over(self, painter: QPainter, rows: list[Placed], box: QRect) -> None:
        look, scale, bench = self._look, self._scale, self._bench
        bottom = self._top() + self.viewport().height()
        overlay.paint_held_names(painter, look, rows, scale, self._left())
        overlay.paint_range(painter, look, bench.playhead, scale, bottom)
        overlay.paint_selection(
            painter, look, bench.selection, rows, scale, box.left(), box.right() + 1
        )
        if not self._band.isEmpty():
            overlay.paint_band(painter, look, self._band)
        overlay.paint_playhead(painter, look, self._playhead_x, bottom)

    def changeEvent(self, event: QEvent) -> None:
        """Other colours, another font, another language."""
        super().changeEvent(event)
        if event.type() in (
            QEvent.Type.PaletteChange,
            QEvent.Type.FontChange,
            QEvent.Type.LanguageChange,
        ):
            self._take_look()

    def _take_look(self) -> None:
        self._look = Look(self.palette(), self.font(), self.devicePixelRatioF())
        self._ruler.set_look(self._look)
        self._headers.set_look(self._look)
        self._pictures.set_height(round(self._look.metrics.picture * self._look.ratio))
        self._tiles.clear()
        self._lay_out()

    # -- mouse, wheel and gestures ------------------------------------------------------

    def to_timeline(self, point: QPoint) -> QPoint:
        """A point of the viewport in the timeline's pixels."""
        return point + QPoint(self._left(), self._top())

    def hit_at(self, point: QPoint) -> Hit | None:
        """The item at a point of the viewport."""
        return hit(self._placed, self._scale, self.to_timeline(point))

    def refs_in_band(self, band: QRect) -> list[str]:
        """Items that a band in the timeline's pixels touches."""
        return list(refs_in(self._placed, self._scale, band))

    def refs_from_to(self, row_kind: str, first: int, last: int) -> list[str]:
        """Items of a kind of row between two frames."""
        found: list[str] = []
        for placed in self._placed:
            if placed.row.kind == row_kind:
                low, high = placed.row.between(first, last)
                found += placed.row.refs[low:high]
        return found

    def show_band(self, band: QRect) -> None:
        """Show a band around items; an empty one: none."""
        if band != self._band:
            self._band = band
            self.viewport().update()

    def scroll_by(self, dx: int, dy: int) -> None:
        """Move what is seen."""
        for bar, way in ((self.horizontalScrollBar(), dx), (self.verticalScrollBar(), dy)):
            bar.setValue(bar.value() + way)

    def reach(self, point: QPoint) -> None:
        """Scroll towards a point outside the viewport."""
        view = self.viewport().rect()
        dx = min(0, point.x()) + max(0, point.x() - view.right())
        dy = min(0, point.y()) + max(0, point.y() - view.bottom())
        if dx or dy:
            self.scroll_by(dx, dy)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, begin a band, or pan."""
        self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the band, or pan."""
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take what the band holds."""
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Play what is under the mouse."""
        found = self.hit_at(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or found is None or not found.ref:
            return
        self._bench.selection.select([found.ref])
        self._bench.playhead.move(found.item.start)
        self.play_requested.emit(found.ref)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Commands for what is under the mouse."""
        found = self.hit_at(event.pos())
        if found is not None and found.ref and found.ref not in self._bench.selection:
            self._bench.selection.select([found.ref])
        if not self._bench.selection.refs:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self._bench.actions[name] for name in _MENU])
        menu.popup(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl zoom around the pointer."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_at(event.position().toPoint().x(), 1.0015**turned)
            event.accept()
            return
        sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        nowhere_else = self.verticalScrollBar().maximum() == 0
        if (sideways or nowhere_else) and event.angleDelta().x() == 0:
            way = event.pixelDelta().y() or turned * 100 // 120
            self.scroll_by(-way, 0)
            event.accept()
            return
        super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips and the pinch of a touchpad."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self.hit_at(event.pos())
            words = tooltip(found.item, self._bench.state) if found is not None else ""
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        if event.type() == QEvent.Type.NativeGesture and isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_at(event.position().toPoint().x(), 1.0 + event.value())
                return True
        return super().viewportEvent(event)
