"""Recordings that become takes of the current line: chosen in a dialog, or dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from deepaudio_plugin.backend import messages

from ..panel_context import PanelContext

_FOLDER = "recordings/folder"
SOUNDS = (".wav", ".bwf", ".aif", ".aiff", ".flac", ".mp3", ".m4a", ".ogg", ".opus")
"""Endings of sound files that are offered; others may be recordings too."""
_NO_SOUNDS = frozenset(
    (".otio", ".otioz", ".otiod", ".srt", ".vtt", ".ass", ".ssa", ".ttml", ".dfxp", ".itt", ".sbv",
     ".smi", ".sub", ".stl", ".edl", ".aaf", ".xml", ".fcpxml", ".fcpxmld", ".kdenlive", ".xges")
)  # fmt: skip
"""Endings of what is dropped for the whole window: timelines and subtitles."""


class RecordingDrop(QObject):
    """Has recordings taken in; what they are is looked at by the worker."""

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent

    def ask(self) -> None:
        """Choose a file for the current line."""
        if not self._line():
            return
        preferences = self._context.preferences
        sounds = self.tr("Sounds ({})").format(" ".join(f"*{ending}" for ending in SOUNDS))
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Import a recording as a take"),
            str(preferences.get(_FOLDER, "") or ""),
            f"{sounds};;" + self.tr("All files (*)"),
        )
        if path:
            preferences.set(_FOLDER, str(Path(path).parent))
            self.take(path)

    def take(self, path: str) -> None:
        """Have a file become a take of the current line."""
        ref = self._line()
        if not ref:
            return
        said = self.tr("{} is now the take that plays.").format(Path(path).name)
        hint = self.tr("It is trimmed, brought to the loudness of lines, and not rendered over.")
        self._context.link.order(
            messages.ImportRecording,
            ref=ref,
            path=path,
            on_carried=lambda: self._context.notices.note(said, hint),
        )

    def enter(self, event: QDragEnterEvent) -> None:
        """Accept files that may be recordings; others are for the window."""
        if self._files(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def drop(self, event: QDropEvent) -> None:
        """Take in what was dropped, one after the other: the last one plays."""
        files = self._files(event)
        if not files:
            event.ignore()
            return
        event.acceptProposedAction()
        for path in files:
            self.take(path)

    def _files(self, event: QDropEvent) -> list[str]:
        urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
        paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
        return [path for path in paths if Path(path).suffix.lower() not in _NO_SOUNDS]

    def _line(self) -> str:
        """The current line, "" after saying that there is none."""
        current, state = self._context.selection.current, self._context.state
        cue = state.cues.get(current)
        if cue is None or cue.kind != "line":
            self._context.notices.note(
                self.tr("A recording is taken for a line."), self.tr("Select a line first.")
            )
            return ""
        return current
