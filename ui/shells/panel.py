"""The panel as a plain widget, for a host or for a window."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from deepaudio_plugin.backend import messages

from ..actions import LINE_ACTIONS, Actions
from ..keymap import Keymap
from ..link import BackendLink, ClientFactory
from ..opening import Opener
from ..panel_context import PanelContext
from ..panels.markers import MarkersDialog
from ..panels.pronunciations import PronunciationsDialog
from ..panels.real_model import RealModelDialog
from ..panels.report_dialog import ReportDialog
from ..panels.shortcuts import ShortcutSheet
from ..panels.write_dialog import WriteDialog
from ..state.backend_words import in_window
from ..state.notices import Notices
from ..state.preferences import Preferences
from ..state.problem_notices import ProblemNotices
from ..state.selection import Playhead, Selection
from ..state.subtitle_notices import SubtitleNotices
from ..state.timeline import TimelineState
from ..theme.plain_text import plain, visible
from ..translation import LANGUAGE, install_translation, spoken
from ..workspace import Workspace
from .faults import FaultReporter


def backend_factory() -> ClientFactory:
    """A factory that starts real backend processes."""
    from deepaudio_plugin.backend.client import BackendClient

    return lambda on_fact, on_end: BackendClient(on_fact=on_fact, on_end=on_end)


class Panel(QWidget):
    """The whole interface in one widget. Hosts dock it and call `open` and `shut_down`."""

    def __init__(
        self,
        factory: ClientFactory | None = None,
        preferences: Preferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("DeepAudioPanel")
        self.setWindowTitle("DeepAudio")
        self.setAcceptDrops(True)
        self.context = _context(self, factory or backend_factory(), preferences)
        self._speak()
        self.keymap = Keymap(self.context.actions, self.context.preferences)
        self.opener = Opener(self.context, self)
        self.workspace = Workspace(self.context, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.workspace)
        self.context.actions.install(self)
        self._connect()
        FaultReporter(self.context.notices, self.finish_typing, self)

    def _speak(self) -> None:
        """Install the language unless a window did. Qt's dialogs keep the host's language."""
        app = QCoreApplication.instance()
        if app is not None and not spoken(app):
            chosen = str(self.context.preferences.get(LANGUAGE, "") or "")
            install_translation(app, chosen, with_dialogs=False)

    def open(self, path: str | Path, subtitles: Iterable[str | Path] = ()) -> None:
        """Open a timeline. Returns at once; problems are shown in the panel."""
        self.opener.open(path, subtitles)

    def start(self) -> None:
        """Start the backend before the first timeline, so that opening is quick."""
        self.opener.start()

    def shut_down(self, *, wait: bool = True) -> None:
        """End the backend and its worker. Decisions and renders are on disk.

        Without `wait` they end in the background: for a host, which must not block.
        """
        self.finish_typing()
        self.workspace.shut_down()
        self.context.link.stop(wait=wait)

    def export_subtitles(self, path: str) -> None:
        """Write the lines as they are decided to a subtitle file."""
        self.finish_typing()
        told = self.tr("Written: {}").format(path)
        self.context.link.order(
            messages.ExportSubtitles,
            on_carried=lambda: self.context.notices.note(told),
            path=path,
        )

    def finish_typing(self) -> None:
        """Commit the text of the field that has the focus.

        The timeline has the focus then, unless the field gave it on: without any, no key works.
        """
        field = QApplication.focusWidget()
        if field is not None and self.isAncestorOf(field):
            field.clearFocus()
            if QApplication.focusWidget() is None:
                self.workspace.panels.timeline.setFocus()

    def _connect(self) -> None:
        context, actions = self.context, self.context.actions
        context.link.fact_received.connect(context.state.handle)
        context.link.refused.connect(context.notices.refused)
        context.state.problem_reported.connect(context.notices.problem)
        ProblemNotices(context.state, context.notices, self)
        SubtitleNotices(context.state, context.notices, self)
        context.state.removed.connect(self._on_removed)
        context.state.opened.connect(self._on_opened)
        context.state.planned.connect(self._update_actions)
        context.state.closed.connect(self._on_closed)
        context.state.settings_changed.connect(self._update_actions)
        actions["undo"].triggered.connect(lambda: context.link.order(messages.Undo))
        actions["redo"].triggered.connect(lambda: context.link.order(messages.Undo, redo=True))
        actions["close"].triggered.connect(self.opener.close)
        actions["write"].triggered.connect(lambda: WriteDialog(context, self).open())
        actions["report"].triggered.connect(
            lambda: ReportDialog(context, self.opener.path, self).open()
        )
        actions["undo_write"].triggered.connect(lambda: context.link.order(messages.UndoWrite))
        actions["real_model"].triggered.connect(lambda: RealModelDialog(context, self).open())
        actions["pronunciations"].triggered.connect(
            lambda: PronunciationsDialog(context, self).open()
        )
        actions["markers"].triggered.connect(lambda: MarkersDialog(context, self).show())
        actions["shortcuts"].triggered.connect(self._show_shortcuts)
        actions["undo_write"].setEnabled(False)
        self.workspace.welcome.open_requested.connect(self.opener.open)
        self.workspace.welcome.demo_requested.connect(self.opener.open_demo)
        context.state.written.connect(self._on_written)
        self._update_actions()

    def _on_opened(self) -> None:
        self.context.selection.clear()
        self.context.playhead.set_length(self.context.state.frames)
        self._update_actions()

    def _on_written(self, fact: messages.TimelineWritten) -> None:
        self.context.actions["undo_write"].setEnabled(True)
        self.context.notices.note(
            self.tr("Written: {}").format(fact.output), "\n".join(map(in_window, fact.notes))
        )

    def _on_closed(self) -> None:
        self.context.selection.clear()
        self.context.playhead.set_length(0)
        self._update_actions()

    def _on_removed(self, fact: messages.Removed) -> None:
        self.context.selection.discard((*fact.jobs, *fact.cues, *fact.shots))

    def _update_actions(self) -> None:
        state, actions = self.context.state, self.context.actions
        for name, what in (("undo", state.can_undo), ("redo", state.can_redo)):
            actions[name].setEnabled(bool(what) and not state.read_only)
        undo, redo = self.tr("Undo {}"), self.tr("Redo {}")
        for name, text, said in (("undo", undo, state.can_undo), ("redo", redo, state.can_redo)):
            what = in_window(said)
            if what:
                actions[name].setText(visible(text.format(what)).replace("&", "&&"))
                actions[name].setToolTip(plain(text.format(what)))
            else:
                actions.name_again(name)
            actions[name].setStatusTip(plain(what))
        for name in _NEED_TIMELINE:
            actions[name].setEnabled(state.is_open)
        for name in _NEED_DECIDING:
            actions[name].setEnabled(state.is_open and not state.read_only)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.opener.take(paths)

    def _show_shortcuts(self) -> None:
        ShortcutSheet(self.context.actions, self.keymap, self).open()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self.context.actions.retranslate()
            if hasattr(self, "workspace"):
                self._update_actions()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.shut_down(wait=False)
        super().closeEvent(event)


_NEED_TIMELINE = (
    "close", "add_subtitles", "select_all", "find", "play", "play_selection", "play_around",
    "play_marks", "play_take", "play_back", "stop", "play_on", "mark_in", "mark_out",
    "clear_marks", "frame_back", "frame_on", "previous", "next", "to_start", "to_end",
    "original", "zoom_in", "zoom_out", "zoom_fit", "zoom_selection", "waves_larger",
    "waves_smaller", "export_subtitles", "report", "markers", "previous_marker", "next_marker",
    "reveal_take", "copy_take_path",
)  # fmt: skip
_NEED_DECIDING = (
    "write", "edit_line", "generate", "generate_changed", "generate_all", "retry", "cancel",
    "cancel_all", "pause", "another_take", "choose_take", "import_take", "rate_0", "rate_1",
    "rate_2", "rate_3", "rate_4", "rate_5", "replace", *LINE_ACTIONS,
)  # fmt: skip


def _context(
    parent: QWidget, factory: ClientFactory, preferences: Preferences | None
) -> PanelContext:
    return PanelContext(
        link=BackendLink(factory, parent),
        state=TimelineState(parent),
        selection=Selection(parent),
        playhead=Playhead(parent),
        notices=Notices(parent),
        preferences=preferences or Preferences(parent=parent),
        actions=Actions(parent),
    )
