"""The timeline that a studio has open, if any, and the right to decide about it."""

from __future__ import annotations

from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.backend.timeline_lock import TimelineLock
from deepaudio_plugin.core.errors import TimelineError
from deepaudio_plugin.core.options import RenderOptions


class OpenTimeline:
    """One session at a time. `session` is None when nothing is open."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self._hold: TimelineLock | None = None

    @property
    def needed(self) -> Session:
        """The session. Raises TimelineError when there is none."""
        if self.session is None:
            raise TimelineError("no timeline is open", hint="Open one first.")
        return self.session

    @property
    def options(self) -> RenderOptions:
        """The options in force, or those that hold before anything is open."""
        return self.session.options if self.session is not None else RenderOptions()

    def begin(self, session: Session) -> None:
        """Lock a session's timeline; where somebody else has, it is open for looking only."""
        self._hold = TimelineLock(session.decisions_path)
        taken = self._hold.take()
        if taken is not None:
            session.only_look(taken)
        self.session = session

    def save(self) -> None:
        """Keep what was noted since the last decision."""
        if self.session is not None:
            self.session.save()

    def close(self) -> None:
        """Keep what was noted, and let go."""
        self.save()
        self.session = None
        if self._hold is not None:
            self._hold.let_go()
            self._hold = None
