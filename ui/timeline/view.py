"""The timeline view, painted from cached strips."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import CueView, JobView, ShotView

from ..panel_context import PanelContext
from . import overlay
from .canvas import PaintContext
from .commands import Commands
from .descriptions import spoken
from .headers import Headers
from .held import Held
from .hit_testing import HitTester
from .layout import PlacedRow, place
from .markers import MarkerTips
from .media_cache import MediaCache
from .paint import paint_empty, strip
from .pointed_view import PointedView
from .pointer import LinesHeld, Pointer
from .row_updates import RowUpdater
from .rows import Row, Rows
from .ruler import Ruler
from .scale import Scale
from .shown_media import ShownMedia
from .style import Style
from .tiles import Tiles
from .view_position import ViewPosition

_PAINT_S = 0.008  # of each frame for painting strips that have a stale version
_MOST_WAVE_ZOOM = 16.0
_FIRST_SIGHT_S = 120  # a timeline much longer than that opens on its beginning
_STYLE_EVENTS = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange)


class TimelineView(PointedView):
    """The timeline with shots, tracks, lines and takes, selection, playhead and zoom.

    Signals:
        lines_dragged(object): lines were dropped: first frame and length by reference.
    """

    lines_dragged = Signal(object)

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        state = context.state
        self._dragging = False
        self._folded = False
        self._wave_zoom = 1.0
        self._structure = -1  # of the rows as they are placed
        self._playhead_x = 0
        self._position = ViewPosition(self, lambda: state.frames, self._on_scaled)
        self._hit_tester = HitTester(self._position)
        self._style = Style(self.palette(), self.font(), self.devicePixelRatioF())
        self._rows = Rows(self._on_row_changed)
        self._tiles = Tiles(self._paint_strip)
        self._media = MediaCache(context.link, state, self)
        self._ruler = Ruler(state, context.playhead, self._style, self)
        self._ruler.installEventFilter(MarkerTips(state, self._position, self._ruler))
        self._shown_media = ShownMedia(
            self._media, self._rows, self._on_item_changed, self._lay_out_anew
        )
        self.held = Held(context, self._rows, self._position, self.viewport().update)
        self._headers = Headers(context, self._rows, self._style, self)
        self._pointer = Pointer(
            self._hit_tester,
            self._position,
            context.selection,
            self.held.show_band,
            LinesHeld(
                self.held.is_fixed,
                self.held.begin_drag,
                self.held.show_ghost,
                self.lines_dragged.emit,
            ),
        )
        self._updater = RowUpdater(state, self._rows, self._on_rows_updated, self)
        self._commands = Commands(context, self._position, self._rows)
        self._again = QTimer(self, singleShot=True, interval=0)
        self._set_up()
        self._connect()
        self._update_style()
        self._on_opened()
        self._updater.add_all()

    def _set_up(self) -> None:
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().installEventFilter(self)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _connect(self) -> None:
        context, state = self._context, self._context.state
        state.opened.connect(self._on_opened)
        state.closed.connect(self._on_opened)
        state.removed.connect(self._on_removed)
        state.cues_changed.connect(self._on_cues_changed)
        state.shots_changed.connect(self._media.refresh)  # its media may be there by now
        state.cast_changed.connect(self.viewport().update)
        state.markers_changed.connect(self._ruler.update)
        context.selection.changed.connect(self._on_selection_changed)
        context.selection.current_changed.connect(self._on_current_changed)
        context.playhead.moved.connect(self._on_playhead_moved)
        context.playhead.range_changed.connect(self._update_all)
        self._ruler.frame_requested.connect(self._on_frame_requested)
        self._ruler.dragging_changed.connect(self._on_dragging_changed)
        self._headers.fold_requested.connect(self._on_fold_requested)
        self._again.timeout.connect(self._on_again)
        for name, factor in (("waves_larger", 2.0), ("waves_smaller", 0.5)):
            context.actions[name].triggered.connect(
                lambda _checked=False, factor=factor: self._zoom_waves(factor)
            )

    def _zoom_waves(self, factor: float) -> None:
        """Draw waveforms higher or lower."""
        self._wave_zoom = min(_MOST_WAVE_ZOOM, max(1.0, self._wave_zoom * factor))
        self._tiles.clear()
        self.viewport().update()

    @property
    def scale(self) -> Scale:
        """The current scale."""
        return self._position.scale

    @property
    def position(self) -> ViewPosition:
        """Scale and scroll position."""
        return self._position

    @property
    def media(self) -> MediaCache:
        """Its pictures and waveforms."""
        return self._media

    @property
    def is_stale(self) -> bool:
        """Whether something drawn is out of date; it is painted soon."""
        return self._tiles.is_stale or self._updater.is_waiting

    # -- sizes --------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Enough for shots, lines and one lane of each stem."""
        metrics = self._style.metrics
        rows = metrics.shots + metrics.cues + 2 * metrics.lane + 4 * metrics.track
        return QSize(60 * metrics.line, rows + metrics.ruler + 2 * metrics.line)

    def minimumSizeHint(self) -> QSize:
        """Enough for the ruler and the shots."""
        metrics = self._style.metrics
        return QSize(12 * metrics.line, metrics.shots + 3 * metrics.ruler)

    def _lay_out(self) -> None:
        """Place the rows, after a change of size or of the rows."""
        header, ruler = self._style.header_width(self.width()), self._style.metrics.ruler
        self.setViewportMargins(header, ruler, 0, 0)
        shown = self.viewport().geometry()
        self._ruler.setGeometry(shown.left(), shown.top() - ruler, shown.width(), ruler)
        self._headers.setGeometry(0, 0, header, shown.bottom() + 1)
        state = self._context.state
        rows: list[PlacedRow] = []
        if state.is_open:
            metrics = self._style.metrics
            rows = place(self._rows, state.tracks, metrics, self._position.height, self._folded)
        self._hit_tester.placed = rows
        self._structure = self._rows.structure
        self._position.measure(self._hit_tester.height)
        self._headers.show_rows(rows, self._position.top, self._folded)
        self._update_all()

    def _on_scaled(self) -> None:
        self._tiles.set_scale(self._position.scale)
        self._playhead_x = self._position.scale.x(self._context.playhead.frame)
        self._update_all()

    def _update_all(self) -> None:
        """Repaint rows and ruler, and request pictures that are missing."""
        self._ruler.show_at(self._position.scale, self._position.left)
        self._ruler.update()
        self.viewport().update()
        self._want_pictures()

    def scrollContentsBy(self, _dx: int, dy: int) -> None:
        """Handle scrolling. Strips are cached: drawing them elsewhere is a copy."""
        if dy:
            self._headers.show_rows(self._hit_tester.placed, self._position.top, self._folded)
        self._update_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Handle a change of size."""
        super().resizeEvent(event)
        self._lay_out()

    # -- the state changed --------------------------------------------------------------

    def _on_opened(self) -> None:
        """Show another timeline, or none."""
        self._rows.clear()
        self._tiles.clear()
        self._media.clear()
        self._updater.clear()
        self._pointer.forget()
        folded = self._context.preferences.get("timeline/folded", False)
        self._folded = folded in (True, "true")
        sight = int(_FIRST_SIGHT_S * self._context.state.rate)
        frames = self._context.state.frames
        self._lay_out()
        self._position.open_at(frames if frames <= 3 * sight else sight)
        self._describe_current()

    def _on_removed(self, fact: messages.Removed) -> None:
        self._updater.flush()
        self._rows.drop(fact.shots, fact.cues, fact.jobs)
        self._on_rows_updated()

    def _on_rows_updated(self) -> None:
        """Handle changed rows."""
        self._lay_out_anew()
        self.viewport().update()
        self._want_pictures()

    def _lay_out_anew(self) -> None:
        """Place the rows where there are others than before."""
        if self._rows.structure != self._structure:
            self._lay_out()

    def _on_row_changed(self, row: Row, first: int, last: int) -> None:
        scale = self._position.scale
        self._tiles.invalidate(row.key, scale.x(first), scale.x(last))

    def _on_item_changed(self, row: Row, first: int, last: int) -> None:
        self._on_row_changed(row, first, last)
        self.viewport().update()

    def _on_selection_changed(self) -> None:
        for row in self._rows.all():
            row.chosen = None
        self.viewport().update()

    def _on_current_changed(self, ref: str) -> None:
        """Describe the current item, and scroll to it unless it was clicked here."""
        self._describe_current()
        item = self._item(ref)
        if item is not None and not self._pointing:
            self._position.reveal(item.start, item.start + item.frames)
        self.viewport().update()

    def _item(self, ref: str) -> CueView | ShotView | JobView | None:
        state = self._context.state
        return state.cues.get(ref) or state.shots.get(ref) or state.jobs.get(ref)

    def _describe_current(self) -> None:
        item = self._item(self._context.selection.current)
        self.setAccessibleDescription(spoken(item, self._context.state) if item else "")
        changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(changed)

    def _on_playhead_moved(self, frame: int) -> None:
        """Repaint two narrow strips; scroll by a page when the playhead leaves the view."""
        before, self._playhead_x = self._playhead_x, self._position.scale.x(frame)
        if not self._dragging:
            self._position.turn_page(before, self._playhead_x)
        for x in (before, self._playhead_x):
            self.viewport().update(x - self._position.left - 1, 0, 3, self._position.height)
        self._ruler.update()

    def _on_frame_requested(self, frame: int) -> None:
        self._context.playhead.move(frame)
        self._position.reach(QPoint(self._position.scale.x(frame) - self._position.left, 0))

    def _on_dragging_changed(self, dragging: bool) -> None:
        self._dragging = dragging

    def _on_fold_requested(self, folded: bool) -> None:
        self._folded = folded
        self._context.preferences.set("timeline/folded", folded)
        self._lay_out()

    def _want_pictures(self) -> None:
        self._shown_media.want(self._position, self._context.state)

    # -- painting -----------------------------------------------------------------------

    def _paint_strip(self, placed: PlacedRow, left: int, width: int) -> QPixmap:
        frames = self._context.state.frames
        zoom = self._wave_zoom
        context = PaintContext(self._position.scale, self._style, self._media, frames, zoom)
        return strip(placed, left, width, context)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint visible strips, and over them what changes often."""
        painter, position = QPainter(self.viewport()), self._position
        box = event.rect()
        painter.fillRect(box, self._style.colours.background)
        if not self._context.state.is_open:
            paint_empty(painter, self._style, position.width, position.height)
            return
        whole = box.width() >= position.width
        if whole:
            self._tiles.begin()
        painter.translate(-position.left, -position.top)
        box.translate(position.left, position.top)
        rows = [
            p for p in self._hit_tester.placed if p.bottom > box.top() and p.top <= box.bottom()
        ]
        self._paint_rows(painter, rows, box)
        self._paint_over(painter, rows, box)
        stale_style = self._style.ratio != self.devicePixelRatioF()
        if self._tiles.is_stale or stale_style:
            self._again.start()

    def _on_again(self) -> None:
        """Repaint what was out of date: strips, or the style after a change of screen."""
        if self._style.ratio != self.devicePixelRatioF():
            self._update_style()
        self.viewport().update()

    def _paint_rows(self, painter: QPainter, rows: list[PlacedRow], box: QRect) -> None:
        until = time.perf_counter() + _PAINT_S
        edges = (box.left(), box.right() + 1)
        for placed in rows:
            if placed.row.kind != "tracks":
                painter.translate(0, placed.top)
                self._tiles.draw(painter, placed, edges, lambda: time.perf_counter() < until)
                painter.translate(0, -placed.top)

    def _paint_over(self, painter: QPainter, rows: list[PlacedRow], box: QRect) -> None:
        context, position = self._context, self._position
        bottom = position.top + position.height
        target = overlay.Overlay(painter, self._style, position.scale, rows, box, bottom)
        overlay.paint_held_names(target, position.left)
        overlay.paint_cue_details(target, context.state.speaker_numbers)
        overlay.paint_range(target, context.playhead)
        overlay.paint_selection(target, context.selection)
        self.held.paint(target)
        overlay.paint_playhead(target, self._playhead_x)

    def paint_now(self) -> None:
        """Paint immediately what waits to be painted."""
        for part in (self.viewport(), self._ruler, self._headers):
            part.repaint()

    def changeEvent(self, event: QEvent) -> None:
        """Handle a change of palette, font or language."""
        super().changeEvent(event)
        if event.type() in _STYLE_EVENTS:
            self._update_style()

    def _update_style(self) -> None:
        self.setAccessibleName(self.tr("Timeline"))
        self._style = Style(self.palette(), self.font(), self.devicePixelRatioF())
        self._ruler.set_style(self._style)
        self._headers.set_style(self._style)
        self._media.set_height(round(self._style.metrics.picture * self._style.ratio))
        self._tiles.clear()
        self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the view has the focus."""
        super().focusInEvent(event)
        self._ruler.set_active(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the view has lost the focus."""
        super().focusOutEvent(event)
        self._ruler.set_active(False)

    # -- mouse, wheel and gestures ------------------------------------------------------

    def _on_cues_changed(self, refs: list[str]) -> None:
        """The backend has the lines that were dropped."""
        if not self._pointer.is_dragging:
            self.held.settle(refs)
