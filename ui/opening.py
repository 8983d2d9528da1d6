"""Opens timelines and subtitles, and reopens them when the backend dies."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths

from deepaudio_plugin.backend import messages
from deepaudio_plugin.core.errors import DeepAudioError

from .panel_context import PanelContext
from .panels.recording_drop import SOUNDS
from .state.backend_words import in_window

SUBTITLES = frozenset(
    {".srt", ".vtt", ".ass", ".ssa", ".ttml", ".dfxp", ".itt", ".sbv", ".smi", ".sub", ".stl"}
)
"""Suffixes taken for subtitles; the backend reports those it cannot read, such as EBU's .stl."""
TIMELINES = (".otio", ".otioz", ".otiod")  # until the backend has listed all formats
_MAX_RESTARTS = 3
_RESTARTS_WITHIN_S = 60.0


class Opener(QObject):
    """Opens dropped, chosen or named files, and reopens the timeline when a backend dies."""

    def __init__(self, context: PanelContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._path = ""
        self._subtitles: tuple[str, ...] = ()
        self._ends: list[float] = []
        context.link.ended.connect(self._on_ended)
        context.state.opened.connect(self._on_opened)

    @property
    def path(self) -> str:
        """The timeline that is open or being opened; "" for none."""
        return self._path

    def suffixes(self) -> tuple[str, ...]:
        """Endings of timelines that can be opened."""
        return self._context.state.formats or TIMELINES

    def open(self, path: str | Path, subtitles: Iterable[str | Path] = ()) -> None:
        """Open a timeline with subtitles beside it."""
        self._path = str(Path(path).expanduser().absolute())
        self._subtitles = tuple(str(Path(file).expanduser().absolute()) for file in subtitles)
        self._start_and_open()

    def open_demo(self) -> None:
        """Open a copy of the demo film, kept among the user's own files."""
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
        folder = Path(place) / "demo"
        try:
            if not (folder / "demo.otio").exists():  # an existing copy may hold the user's work
                with as_file(files("deepaudio_resources") / "demo") as source:
                    shutil.copytree(
                        source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("source")
                    )
        except OSError as error:
            self._context.notices.error(
                self.tr("The demo cannot be copied to {}: {}").format(folder, error),
                self.tr("Open a timeline of your own, or free some space there."),
            )
            return
        self.open(folder / "demo.otio", [folder / "demo.srt"])

    def take(self, paths: Iterable[str]) -> None:
        """Open what was dropped: a timeline, subtitles for it, or both."""
        timelines, subtitles, others = self.sorted(paths)
        if len(timelines) > 1:
            self._context.notices.warn(
                self.tr("Only one timeline can be open: {} is opened.").format(
                    Path(timelines[0]).name
                )
            )
        if timelines:
            self.open(timelines[0], subtitles)
        elif subtitles and self._path:
            self.add_subtitles(subtitles)
        elif subtitles:
            self._context.notices.warn(
                self.tr("Subtitles need a timeline."),
                self.tr("Open the timeline first, or drop both together."),
            )
        for other in others:
            hint = self.tr("Timelines end in {}.").format(", ".join(self.suffixes()))
            if Path(other).suffix.lower() in SOUNDS:
                hint = self.tr("Select its line, and drop a recording on the list of takes.")
            self._context.notices.warn(
                self.tr("{} is neither a timeline nor subtitles.").format(Path(other).name), hint
            )

    def sorted(self, paths: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
        """Paths sorted into timelines, subtitles and others."""
        timelines: list[str] = []
        subtitles: list[str] = []
        others: list[str] = []
        for path in paths:
            suffix = Path(path).suffix.lower()
            if suffix in SUBTITLES:
                subtitles.append(path)
            elif suffix in self.suffixes():
                timelines.append(path)
            else:
                others.append(path)
        return timelines, subtitles, others

    def add_subtitles(self, paths: Iterable[str]) -> None:
        """Read further subtitles for the open timeline."""
        self._context.link.order(messages.AddSubtitles, paths=tuple(paths))

    def close(self) -> None:
        """Close the timeline. Decisions and renders are kept."""
        if self._path or self._context.state.is_open:
            self._path, self._subtitles = "", ()
            self._context.link.order(messages.CloseTimeline, on_carried=self._on_closed)
            self._context.state.close()

    def _on_closed(self) -> None:
        """Close once more: an opening that was under way has been carried out before."""
        if not self._path and self._context.state.is_open:
            self._context.state.close()

    def _start_and_open(self) -> None:
        if not self.start():
            return
        self._context.link.order(
            messages.Open,
            path=self._path,
            subtitles=self._subtitles,
            on_refused=self._on_open_refused,
        )

    def start(self) -> bool:
        """Start the backend if none is running; posts an error if it cannot be started."""
        try:
            self._context.link.start()
        except DeepAudioError as error:
            self._context.notices.error(in_window(str(error)), in_window(error.hint))
            return False
        return True

    def _on_open_refused(self, fact: messages.Refused) -> None:
        self._context.notices.refused(fact)
        head = self._context.state.head
        if head is not None and head.path == self._path:
            self._context.state.close()  # reading failed after it had begun
            head = None
        self._path = head.path if head is not None else ""

    def _on_opened(self) -> None:
        head = self._context.state.head
        if head is not None:
            self._context.preferences.add_recent(head.path)

    def _on_ended(self, words: str) -> None:
        now = time.monotonic()
        self._ends = [end for end in self._ends if now - end < _RESTARTS_WITHIN_S] + [now]
        if len(self._ends) > _MAX_RESTARTS:
            self._context.notices.error(
                self.tr("The background process keeps stopping: {}").format(words),
                self.tr("All decisions and renders are kept. Restart the panel to try again."),
            )
            return
        self._context.notices.warn(
            self.tr("The background process stopped and was started again."),
            self.tr(
                "All decisions and renders are kept; renders that were running must be repeated."
            ),
            words,
        )
        if self._path:
            self._start_and_open()
        else:
            self.start()
