"""The panels in one widget tree, arranged by the available width."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from deepaudio_plugin.backend import messages

from .panel_context import PanelContext
from .panels.cast import CastPanel
from .panels.engine_bar import EngineBar
from .panels.generate import GeneratePanel
from .panels.line_inspector import LineInspector
from .panels.lines import LinesPanel
from .panels.message_bar import MessageBar
from .panels.missing_media import MissingMediaBar
from .panels.prompts import PromptsPanel
from .panels.queue import QueuePanel, QueueStrip
from .panels.tabs import Tabs
from .panels.takes import TakesPanel
from .panels.welcome import Welcome
from .player.viewer import Viewer
from .state.backend_words import in_window
from .state.notices import Notice
from .timeline.view import TimelineView

_WIDE_IN_CHARACTERS = 110
"""From this width on, in average characters of the font, panels are side by side."""

_SHARE = 10_000

_OF_WRITING = frozenset(("dialect", "spec", "stems"))
"""Settings that no panel shows: the dialog for writing asks for them."""


@dataclass(frozen=True)
class Panels:
    """All panels. They are made once and moved between arrangements."""

    timeline: TimelineView
    viewer: Viewer
    lines: LinesPanel
    prompts: PromptsPanel
    cast: CastPanel
    takes: TakesPanel
    line: LineInspector
    generate: GeneratePanel
    queue: QueuePanel


class Workspace(QWidget):
    """The welcome page while nothing is open, else the panels in a wide or narrow arrangement."""

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.panels = Panels(
            timeline=TimelineView(context),
            viewer=Viewer(context),
            lines=LinesPanel(context),
            prompts=PromptsPanel(context),
            cast=CastPanel(context),
            takes=TakesPanel(context),
            line=LineInspector(context),
            generate=GeneratePanel(context),
            queue=QueuePanel(context),
        )
        self.engine_bar = EngineBar(context, self)
        self.message_bar = MessageBar(context, self)
        self.missing_media = MissingMediaBar(context, self)
        self._foot = QWidget(self)
        self.queue_strip = QueueStrip(context, self._foot)
        self._lane = QWidget(self._foot)  # of messages, where there is room for one
        self.welcome = Welcome(context, self)
        self._arranged: QWidget | None = None
        self._wide: bool | None = None
        self._told_undone: Notice | None = None
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.welcome)
        self._build()
        self._connect()
        self._arrange(wide=False)

    def shut_down(self) -> None:
        """Stop playing and save the arrangement, before the panel is deleted."""
        self.panels.viewer.player.pause()
        self._remember()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.engine_bar)
        layout.addWidget(self.missing_media)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._foot)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(0)
        foot.addWidget(self.queue_strip, 2)
        foot.addWidget(self._lane, 3)
        self._lane.setMinimumHeight(self.queue_strip.full_height())
        self.message_bar.lie_in(self._lane, self._foot)
        self._foot.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Messages go where the foot goes."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.LayoutRequest):
            self.message_bar.place()
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        state, panels = self.context.state, self.panels
        state.opened.connect(self._show_panels)
        state.closed.connect(lambda: self._stack.setCurrentWidget(self.welcome))
        state.closed.connect(self._withdraw_undone)
        panels.cast.audition_ready.connect(panels.viewer.deck.play_sound)
        panels.lines.play_requested.connect(panels.viewer.deck.play_line)
        panels.viewer.deck.line_changed.connect(panels.lines.table.show_playing)
        panels.takes.play_requested.connect(panels.viewer.deck.play_take)
        panels.takes.asked_for.connect(self._on_asked_for)
        panels.takes.set_media(panels.timeline.media)
        panels.timeline.play_requested.connect(panels.viewer.deck.play_job)
        panels.timeline.lines_dragged.connect(panels.lines.commands.place)
        panels.lines.edits.refused.connect(lambda _fact: panels.timeline.held.show_ghost(None))
        self.queue_strip.queue_requested.connect(lambda: self._reveal(panels.queue))
        self.context.selection.current_changed.connect(self._go_to)
        for name in ("find", "replace", "add_line"):
            self.context.actions[name].triggered.connect(lambda: self._reveal(panels.lines))
        for panel in (panels.timeline, panels.viewer):
            self.context.actions.install(panel, local=True)
        self.context.actions["edit_line"].triggered.connect(self._on_edit)
        state.undone.connect(self._on_undone)

    def _show_panels(self) -> None:
        assert self._arranged is not None
        self._stack.setCurrentWidget(self._arranged)

    def _go_to(self, ref: str) -> None:
        """Show the current item in the viewer, unless the film is playing."""
        state, playhead = self.context.state, self.context.playhead
        item = state.cues.get(ref) or state.shots.get(ref) or state.jobs.get(ref)
        if item is None or self.panels.viewer.playing:
            return
        if not item.start <= playhead.frame < item.start + item.frames:
            playhead.move(item.start)

    def _on_asked_for(self, ref: str, key: str) -> None:
        """Play a take that was asked for as soon as it is there, unless something plays."""
        if not self.panels.viewer.playing:
            self.panels.viewer.deck.play_take(ref, key)

    def _on_undone(self, fact: messages.Undone) -> None:
        """Go to what was taken back or done again, and say what that was."""
        state, panels = self.context.state, self.panels
        known = (state.cues, state.shots, state.jobs)
        refs = [ref for ref in fact.refs if any(ref in items for items in known)]
        if refs:
            self._list(refs[0])
            self.context.selection.clear()  # table and timeline go there also where it was current
            self.context.selection.select(refs, refs[0])
            self._go_to(refs[0])
            if not panels.takes.isVisible() or (self._wide and refs[0] in state.cues):
                self._reveal(panels.lines if refs[0] in state.cues else panels.prompts)
        elif fact.speakers:
            self._reveal(panels.cast)
        elif set(fact.settings) - _OF_WRITING:
            self._reveal(panels.generate)
        words = self.tr("Done again: {}") if fact.redo else self.tr("Taken back: {}")
        self._withdraw_undone()  # what was undone before holds no more
        self._told_undone = self.context.notices.note(words.format(in_window(fact.words)))

    def _list(self, ref: str) -> None:
        """Have a line in the table although a search or a filter leaves it out."""
        cue, lines = self.context.state.cues.get(ref), self.panels.lines
        lines.model.flush()
        if cue is not None and not cue.removed and lines.lines.row_of(ref) < 0:
            lines.bar.reset()

    def _withdraw_undone(self) -> None:
        """Say no more what was taken back."""
        if self._told_undone is not None:
            self.context.notices.withdrawn.emit(self._told_undone)
            self._told_undone = None

    def _on_edit(self) -> None:
        """Edit a line in the table, or a shot's prompt in its panel."""
        is_line = self.context.selection.current in self.context.state.cues
        self._reveal(self.panels.lines if is_line else self.panels.prompts)

    def _reveal(self, panel: QWidget) -> None:
        """Bring a panel to the front in its tabs."""
        for tabs in self.findChildren(QTabWidget):
            index = tabs.indexOf(panel)
            if index >= 0:
                tabs.setCurrentIndex(index)

    # -- arrangements -----------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.fontMetrics().averageCharWidth() * _WIDE_IN_CHARACTERS
        wide = event.size().width() >= width
        if wide != self._wide:
            self._arrange(wide)
        self.message_bar.place()

    def _arrange(self, wide: bool) -> None:
        """Move the panels into another arrangement."""
        self._remember()
        old, showing = self._arranged, self._stack.currentWidget() is self._arranged
        self._wide = wide
        self._lane.setVisible(wide)
        self._arranged = self._wide_arrangement() if wide else self._narrow_arrangement()
        self._stack.addWidget(self._arranged)
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        if showing or self.context.state.is_open:
            self._stack.setCurrentWidget(self._arranged)
        self._order_focus()
        self._recall()

    def _wide_arrangement(self) -> QWidget:
        panels = self.panels
        left = self._tabs_of(
            (panels.lines, self.tr("Lines")),
            (panels.cast, self.tr("Cast")),
            (panels.generate, self.tr("Generate")),
            (panels.queue, self.tr("Queue")),
        )
        inspector = self._tabs_of(
            (panels.takes, self.tr("Takes")),
            (panels.line, self.tr("Line")),
            (panels.prompts, self.tr("Shot")),
        )
        right = _splitter(Qt.Orientation.Vertical, "right", (panels.viewer, 13), (inspector, 12))
        upper = _splitter(Qt.Orientation.Horizontal, "upper", (left, 3), (right, 2))
        return _splitter(Qt.Orientation.Vertical, "whole", (upper, 5), (panels.timeline, 3))

    def _narrow_arrangement(self) -> QWidget:
        panels = self.panels
        listening = _splitter(
            Qt.Orientation.Vertical, "listening", (panels.viewer, 2), (panels.takes, 3)
        )
        tabs = self._tabs_of(
            (panels.lines, self.tr("Lines", "short")),
            (listening, self.tr("Takes", "short")),
            (panels.line, self.tr("Line", "short")),
            (panels.prompts, self.tr("Shot", "short")),
            (panels.cast, self.tr("Cast", "short")),
            (panels.generate, self.tr("Generate", "short")),
            (panels.queue, self.tr("Queue", "short")),
        )
        return _splitter(Qt.Orientation.Vertical, "narrow", (panels.timeline, 1), (tabs, 2))

    def _order_focus(self) -> None:
        """Set the Tab order to the reading order of what is visible."""
        panels = self.panels
        tabs = self._tabs_in_order()
        middle: tuple[QWidget, ...]
        if self._wide:
            left, right = tabs
            middle = (
                left, panels.lines, panels.cast, panels.generate, panels.queue, panels.viewer,
                right, panels.takes, panels.line, panels.prompts, panels.timeline,
            )  # fmt: skip
        else:
            middle = (
                panels.timeline, *tabs, panels.lines, panels.viewer, panels.takes, panels.line,
                panels.prompts, panels.cast, panels.generate, panels.queue,
            )  # fmt: skip
        order = (self.engine_bar, self.message_bar, self.missing_media, *middle, self.queue_strip)
        # not nextInFocusChain(): it breaks PySide's ownership of the widgets
        parts = [part for place in order for part in self._focusable(place)]
        for before, after in itertools.pairwise(parts):
            QWidget.setTabOrder(before, after)

    def _focusable(self, place: QWidget) -> list[QWidget]:
        """Widgets in `place` that Tab stops at; a tab widget stands for its bar."""
        if isinstance(place, QTabWidget):
            return [place]
        parts = (place, *place.findChildren(QWidget))
        return [part for part in parts if _takes_tab(part) and part.window() is self.window()]

    def _tabs_in_order(self) -> list[QTabWidget]:
        assert self._arranged is not None
        found = self._arranged.findChildren(QTabWidget)
        return sorted(found, key=lambda tabs: tabs.indexOf(self.panels.lines) < 0)

    def _tabs_of(self, *pages: tuple[QWidget, str]) -> QTabWidget:
        tabs = Tabs(self)
        for page, title in pages:
            tabs.addTab(page, title)
        return tabs

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self._wide is not None:
            shown = [tabs.currentWidget() for tabs in self.findChildren(QTabWidget)]
            self._arrange(self._wide)  # the tabs get new titles
            for panel in shown:
                self._reveal(panel)

    def _remember(self) -> None:
        if self._arranged is None or not self.isVisible():
            return
        for splitter in self._splitters():
            self.context.preferences.set(f"splitter/{splitter.objectName()}", splitter.saveState())

    def _recall(self) -> None:
        for splitter in self._splitters():
            state = self.context.preferences.get(f"splitter/{splitter.objectName()}")
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
    splitter.setSizes([share * _SHARE for _widget, share in parts])  # scaled to the available size
    return splitter
