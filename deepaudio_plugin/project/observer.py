"""What a project tells while it is opened and decided about."""

from __future__ import annotations

from collections.abc import Sequence

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.project.contents import Contents
from deepaudio_plugin.subtitles.material import Material


class ProjectObserver:
    """Hears of a project in the project's own thread. A face overrides what it shows."""

    def shots_read(self, seen: Material, decisions: Decisions) -> None:
        """The shots are read; the subtitles are not yet."""

    def cues_read(self, contents: Contents, decisions: Decisions) -> None:
        """Everything is read; there is no plan yet."""

    def planned(self) -> None:
        """There is another plan."""

    def jobs_changed(self, refs: Sequence[str]) -> None:
        """The takes of these jobs stand otherwise."""

    def not_saved(self, problem: Problem) -> None:
        """The decisions stand, and could not be saved."""
