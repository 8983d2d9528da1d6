"""The panel inside an editor: exchange of timelines and positions with the host."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.client import BackendClient
from deepaudio_plugin.hosts.bridge import (
    HostBridge,
    KnowsPlayhead,
    KnowsSelection,
    MovesPlayhead,
    ReceivesTracks,
    SendsTimeline,
)

from ..link import ClientFactory
from ..state.backend_words import in_window
from ..state.preferences import Preferences
from ..theme.metrics import STEP, inset
from .panel import Panel

_log = logging.getLogger(__name__)

_FOLLOW_MS = 400

T = TypeVar("T")


class DockedPanel(QWidget):
    """The panel with buttons for what its host can do. A host only has to dock it.

    `python` is the interpreter that has DeepAudio: the backend runs there, not in the host.
    """

    def __init__(
        self,
        host: HostBridge,
        python: str = "",
        parent: QWidget | None = None,
        *,
        factory: ClientFactory | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("DeepAudioDocked")
        self.setWindowTitle("DeepAudio")
        self._host = host
        self._sent = ""  # the host's timeline that is open in the panel
        self._last_frame: int | None = None  # last known position of the host's playhead
        self._last_spans: tuple[tuple[int, int], ...] = ()
        self.panel = Panel(factory or _backend_factory(python), preferences, self)
        self._following = QTimer(self)
        self._following.setInterval(_FOLLOW_MS)
        self._following.timeout.connect(self._follow)
        self._build()
        context = self.panel.context
        context.state.opened.connect(self._on_opened)
        context.state.written.connect(self._on_written)
        context.playhead.moved.connect(self._on_moved)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.panel.shut_down)

    def _build(self) -> None:
        self._send = self._button(self.send)
        self._receive = self._button(self.receive)
        self._receive.setEnabled(False)
        self._follows = self._button(self._set_following)
        self._retranslate()
        self._follows.setCheckable(True)
        self._send.setVisible(isinstance(self._host, SendsTimeline))
        self._receive.setVisible(isinstance(self._host, ReceivesTracks))
        self._follows.setVisible(isinstance(self._host, (KnowsPlayhead, KnowsSelection)))
        row = QHBoxLayout()
        inset(row, down=STEP)
        for button in (self._send, self._receive, self._follows):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.panel, 1)

    def _retranslate(self) -> None:
        self._send.setText(self.tr("Open the editor's timeline"))
        self._receive.setText(self.tr("Bring tracks in"))
        self._follows.setText(self.tr("Follow the editor"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_follows"):
            self._retranslate()

    def _button(self, clicked: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: clicked())
        return button

    def send(self) -> None:
        """Open the host's open timeline."""
        host = self._host
        if not isinstance(host, SendsTimeline):
            return
        sent = self._ask(host.send_timeline)
        if sent is not None:
            self._sent = str(Path(sent.path).absolute())
            self.panel.open(sent.path)
            for note in sent.notes:
                self.panel.context.notices.note(in_window(note))

    def receive(self) -> None:
        """Bring the latest tracks into the host."""
        host, written = self._host, self.panel.context.state.last_written
        if not isinstance(host, ReceivesTracks) or written is None:
            return
        placed = self._ask(lambda: host.receive_tracks(Path(written.output)))
        if placed is not None:
            self.panel.context.notices.note(
                self.tr("“{}” has the new tracks.").format(placed.timeline),
                "\n".join(map(in_window, placed.notes)),
            )

    def _ask(self, action: Callable[[], T]) -> T | None:
        """Call the host. Returns None after posting a notice if it fails."""
        try:
            return action()
        except Exception as error:  # host code may raise anything; the panel must survive
            _log.warning("%s cannot do what was asked", self._host.name, exc_info=True)
            message = str(getattr(error, "message", "") or error)
            hint = str(getattr(error, "hint", ""))
            self.panel.context.notices.error(in_window(message), in_window(hint))
            return None

    # -- following ------------------------------------------------------------------------

    def _set_following(self) -> None:
        if self._follows.isChecked():
            self._following.start()
        else:
            self._following.stop()

    def _follow(self) -> None:
        """Follow the host's selection and playhead when they have changed."""
        context = self.panel.context
        if (
            not self.isVisible()
            or not context.state.is_open
            or self.panel.opener.path != self._sent
        ):
            return
        try:
            if isinstance(self._host, KnowsPlayhead):
                frame = self._host.playhead()
                if frame != self._last_frame:
                    self._last_frame = frame
                    context.playhead.move(frame)
            if isinstance(self._host, KnowsSelection):
                spans = tuple((span.start, span.end) for span in self._host.selection())
                if spans != self._last_spans:
                    self._last_spans = spans
                    self._select(spans)
        except Exception:  # the sequence was closed there, for instance
            _log.info("%s is not followed any more", self._host.name, exc_info=True)
            self._follows.setChecked(False)
            self._following.stop()

    def _select(self, spans: tuple[tuple[int, int], ...]) -> None:
        state = self.panel.context.state
        found = [
            item.ref
            for start, end in spans
            for index in (state.shots, state.cues)
            for item in index.between(start, end)
        ]
        self.panel.context.selection.select(found)

    def _on_moved(self, frame: int) -> None:
        host = self._host
        ours = self._follows.isChecked() and self.panel.opener.path == self._sent
        if ours and frame != self._last_frame and isinstance(host, MovesPlayhead):
            self._last_frame = frame
            self._ask(lambda: host.move_playhead(frame))

    # -- the panel's facts ------------------------------------------------------------------

    def _on_opened(self) -> None:
        self._receive.setEnabled(False)
        state = self.panel.context.state
        if state.settings.get("dialect", "generic") != self._host.name and not state.read_only:
            self.panel.context.link.order(messages.Set, values={"dialect": self._host.name})

    def _on_written(self, _fact: messages.TimelineWritten) -> None:
        self._receive.setEnabled(True)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._following.stop()
        self.panel.shut_down(wait=False)
        super().closeEvent(event)


def _backend_factory(python: str) -> ClientFactory:
    return lambda on_fact, on_end: BackendClient(on_fact, on_end, python=python)
