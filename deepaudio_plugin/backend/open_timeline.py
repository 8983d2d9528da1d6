"""The timeline that a backend has open, if any."""

from __future__ import annotations

from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.core.errors import TimelineError
from deepaudio_plugin.core.options import RenderOptions


class OpenTimeline:
    """One session at a time. `session` is None when nothing is open."""

    def __init__(self) -> None:
        self.session: Session | None = None

    @property
    def needed(self) -> Session:
        """The session. Raises TimelineError when there is none."""
        if self.session is None:
            raise TimelineError("no timeline is open", hint="Open one first.")
        return self.session

    @property
    def options(self) -> RenderOptions:
        """The options in force, or those that hold before anything is open."""
        return self.session.project.options if self.session is not None else RenderOptions()

    def begin(self, session: Session) -> None:
        """Have a session's timeline open; it is read only where another panel has it."""
        session.project.lock()
        self.session = session

    def save(self) -> None:
        """Save what was noted since the last decision."""
        if self.session is not None:
            self.session.project.save()

    def close(self) -> None:
        """Save what was noted, and let go."""
        session, self.session = self.session, None
        if session is not None:
            session.project.close()
