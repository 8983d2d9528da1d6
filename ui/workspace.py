"""The rooms in one widget tree, arranged for the width at hand."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from .bench import Bench
from .panels.cast import CastRoom
from .panels.engine_bar import EngineBar
from .panels.generate import GenerateRoom
from .panels.lines import LinesRoom
from .panels.message_bar import MessageBar
from .panels.prompts import PromptsRoom
from .panels.queue import QueueRoom, QueueStrip
from .panels.tabs import Tabs
from .panels.takes import TakesRoom
from .panels.welcome import Welcome
from .player.viewer import Viewer
from .timeline.view import TimelineView

_WIDE_IN_CHARACTERS = 110
"""From this width on, in average characters of the font, rooms stand beside each other."""

_SHARE = 10_000


@dataclass(frozen=True)
class Rooms:
    """Every room, made once and moved between arrangements."""

    timeline: TimelineView
    viewer: Viewer
    lines: LinesRoom
    prompts: PromptsRoom
    cast: CastRoom
    takes: TakesRoom
    generate: GenerateRoom
    queue: QueueRoom


class Workspace(QWidget):
    """A welcome while nothing is open; else the rooms, wide or narrow."""

    def __init__(self, bench: Bench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench = bench
        self.rooms = Rooms(
            timeline=TimelineView(bench),
            viewer=Viewer(bench),
            lines=LinesRoom(bench),
            prompts=PromptsRoom(bench),
            cast=CastRoom(bench),
            takes=TakesRoom(bench),
            generate=GenerateRoom(bench),
            queue=QueueRoom(bench),
        )
        self.engine_bar = EngineBar(bench, self)
        self.message_bar = MessageBar(bench, self)
        self.queue_strip = QueueStrip(bench, self)
        self.welcome = Welcome(bench, self)
        self._arranged: QWidget | None = None
        self._wide: bool | None = None
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.welcome)
        self._build()
        self._connect()
        self._arrange(wide=False)

    def shut_down(self) -> None:
        """Stop playing and remember the arrangement; the panel is going away."""
        self.rooms.viewer.stop()
        self._remember()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.engine_bar)
        layout.addWidget(self.message_bar)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.queue_strip)

    def _connect(self) -> None:
        state, rooms = self.bench.state, self.rooms
        state.opened.connect(self._show_rooms)
        state.closed.connect(lambda: self._stack.setCurrentWidget(self.welcome))
        rooms.cast.audition_ready.connect(rooms.viewer.play_sound)
        rooms.takes.play_requested.connect(rooms.viewer.play_take)
        rooms.timeline.play_requested.connect(rooms.viewer.play_job)
        self.queue_strip.queue_requested.connect(lambda: self._reveal(rooms.queue))
        self.bench.selection.current_changed.connect(self._go_to)
        self.bench.actions["find"].triggered.connect(lambda: self._reveal(rooms.lines))
        for room in (rooms.timeline, rooms.viewer):
            self.bench.actions.install(room, local=True)
        self.bench.actions["edit_line"].triggered.connect(self._on_edit)

    def _show_rooms(self) -> None:
        assert self._arranged is not None
        self._stack.setCurrentWidget(self._arranged)

    def _go_to(self, ref: str) -> None:
        """What is looked at is seen in the viewer, unless the film is playing."""
        state, playhead = self.bench.state, self.bench.playhead
        item = state.cues.get(ref) or state.shots.get(ref) or state.jobs.get(ref)
        if item is None or self.rooms.viewer.playing:
            return
        if not item.start <= playhead.frame < item.start + item.frames:
            playhead.move(item.start)

    def _on_edit(self) -> None:
        """A line is edited in the table, a shot's prompt beside its name."""
        is_line = self.bench.selection.current in self.bench.state.cues
        self._reveal(self.rooms.lines if is_line else self.rooms.prompts)

    def _reveal(self, room: QWidget) -> None:
        """Bring a room to the front, in whichever tabs it stands."""
        for tabs in self.findChildren(QTabWidget):
            index = tabs.indexOf(room)
            if index >= 0:
                tabs.setCurrentIndex(index)

    # -- arrangements -----------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.fontMetrics().averageCharWidth() * _WIDE_IN_CHARACTERS
        wide = event.size().width() >= width
        if wide != self._wide:
            self._arrange(wide)

    def _arrange(self, wide: bool) -> None:
        """Move the rooms into another arrangement."""
        self._remember()
        old, showing = self._arranged, self._stack.currentWidget() is self._arranged
        self._wide = wide
        self._arranged = self._wide_arrangement() if wide else self._narrow_arrangement()
        self._stack.addWidget(self._arranged)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        if showing or self.bench.state.is_open:
            self._stack.setCurrentWidget(self._arranged)
        self._order_focus()
        self._recall()

    def _wide_arrangement(self) -> QWidget:
        rooms = self.rooms
        left = self._tabs_of(
            (rooms.lines, self.tr("Lines")),
            (rooms.cast, self.tr("Cast")),
            (rooms.generate, self.tr("Generate")),
            (rooms.queue, self.tr("Queue")),
        )
        inspector = self._tabs_of((rooms.takes, self.tr("Takes")), (rooms.prompts, self.tr("Shot")))
        right = _splitter(Qt.Orientation.Vertical, "right", (rooms.viewer, 3), (inspector, 2))
        upper = _splitter(Qt.Orientation.Horizontal, "upper", (left, 3), (right, 2))
        return _splitter(Qt.Orientation.Vertical, "whole", (upper, 13), (rooms.timeline, 9))

    def _narrow_arrangement(self) -> QWidget:
        rooms = self.rooms
        listening = _splitter(
            Qt.Orientation.Vertical, "listening", (rooms.viewer, 2), (rooms.takes, 3)
        )
        tabs = self._tabs_of(
            (rooms.lines, self.tr("Lines", "short")),
            (listening, self.tr("Takes", "short")),
            (rooms.prompts, self.tr("Shot", "short")),
            (rooms.cast, self.tr("Cast", "short")),
            (rooms.generate, self.tr("Generate", "short")),
            (rooms.queue, self.tr("Queue", "short")),
        )
        return _splitter(Qt.Orientation.Vertical, "narrow", (rooms.timeline, 1), (tabs, 2))

    def _order_focus(self) -> None:
        """Tab goes through what is seen as one reads it."""
        rooms = self.rooms
        tabs = self._tabs_in_order()
        middle: tuple[QWidget, ...]
        if self._wide:
            left, right = tabs
            middle = (
                left, rooms.lines, rooms.cast, rooms.generate, rooms.queue, rooms.viewer, right,
                rooms.takes, rooms.prompts, rooms.timeline,
            )  # fmt: skip
        else:
            middle = (
                rooms.timeline, *tabs, rooms.lines, rooms.viewer, rooms.takes, rooms.prompts,
                rooms.cast, rooms.generate, rooms.queue,
            )  # fmt: skip
        order = (self.engine_bar, self.message_bar, *middle, self.queue_strip)
        # not along the chain: asking for it, PySide forgets who owns what is in it
        parts = [part for place in order for part in self._focusable(place)]
        for before, after in itertools.pairwise(parts):
            QWidget.setTabOrder(before, after)

    def _focusable(self, place: QWidget) -> list[QWidget]:
        """What Tab stops at in a place; of tabs they themselves, which stand for their bar."""
        if isinstance(place, QTabWidget):
            return [place]
        parts = (place, *place.findChildren(QWidget))
        return [part for part in parts if _takes_tab(part) and part.window() is self.window()]

    def _tabs_in_order(self) -> list[QTabWidget]:
        assert self._arranged is not None
        found = self._arranged.findChildren(QTabWidget)
        return sorted(found, key=lambda tabs: tabs.indexOf(self.rooms.lines) < 0)

    def _tabs_of(self, *pages: tuple[QWidget, str]) -> QTabWidget:
        tabs = Tabs(self)
        for page, title in pages:
            tabs.addTab(page, title)
        return tabs

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._wide is not None:
            shown = [tabs.currentWidget() for tabs in self.findChildren(QTabWidget)]
            self._arrange(self._wide)  # the tabs are named anew
            for room in shown:
                self._reveal(room)

    def _remember(self) -> None:
        if self._arranged is None or not self.isVisible():
            return
        for splitter in self._splitters():
            self.bench.preferences.set(f"splitter/{splitter.objectName()}", splitter.saveState())

    def _recall(self) -> None:
        for splitter in self._splitters():
            state = self.bench.preferences.get(f"splitter/{splitter.objectName()}")
            if isinstance(state, QByteArray) and not state.isEmpty():
                splitter.restoreState(state)

    def _splitters(self) -> list[QSplitter]:
        if self._arranged is None:
            return []
        found = self._arranged.findChildren(QSplitter)
        own = [self._arranged] if isinstance(self._arranged, QSplitter) else []
        return [s for s in [*own, *found] if s.objectName()]


def _takes_tab(part: QWidget) -> bool:
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and part.focusProxy() is None


def _splitter(orientation: Qt.Orientation, name: str, *parts: tuple[QWidget, int]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setObjectName(name)
    splitter.setChildrenCollapsible(False)
    for index, (widget, stretch) in enumerate(parts):
        splitter.addWidget(widget)
        splitter.setStretchFactor(index, stretch)
        widget.show()
    splitter.setSizes([share * _SHARE for _widget, share in parts])  # scaled to what there is
    return splitter
