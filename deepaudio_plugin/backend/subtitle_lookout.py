"""Looks on a thread of its own whether subtitle files have changed: a drive may not answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from deepaudio_plugin.backend.background_tasks import BackgroundTasks
from deepaudio_plugin.backend.open_timeline import OpenTimeline
from deepaudio_plugin.backend.session import Session


class SubtitleLookout:
    """One look at a time. What it finds is read again on the loop's thread, by `later`."""

    def __init__(
        self,
        timeline: OpenTimeline,
        later: Callable[[Callable[[], None]], None],
        on_reread: Callable[[], None],
    ) -> None:
        self._timeline, self._later, self._on_reread = timeline, later, on_reread
        self._tasks = BackgroundTasks("subtitles")
        self._looking = False

    def look(self) -> None:
        """Look at the files of the open timeline, unless the last look is not over."""
        session = self._timeline.session
        if session is None or self._looking:
            return
        self._looking = True
        paths = session.project.options.subtitles
        found: list[Path] = []
        self._tasks.send(
            lambda: found.extend(session.changed_subtitles(paths)),
            lambda _error: self._later(lambda: self._on_looked(session, found)),
        )

    def close(self) -> None:
        """Look no more."""
        self._tasks.close()

    def _on_looked(self, session: Session, found: list[Path]) -> None:
        self._looking = False
        if found and session is self._timeline.session and session.reread_subtitles(found):
            self._on_reread()
