"""Media that are not where the timeline says: found below a folder, or there again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.project.settings import change_settings
from deepaudio_plugin.subtitles.material import seen_of


def locate_media(project: Project, folder: Path) -> None:
    """Look for media below `folder` too, from now on, as a decision.

    Every medium that is missing is looked for there by its name, so that one folder links all
    of a moved project again. Raises UsageError when none of them is there, and DecisionsError
    when nothing may be decided.
    """
    project.check_may_decide()
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", hint="Choose a folder with the media.")
    roots = tuple(dict.fromkeys([*project.options.media_roots, folder]))
    seen = seen_of(project.document, replace(project.options, media_roots=roots))
    if sum(s.missing for s in seen.shots) >= sum(s.missing for s in project.contents.read.shots):
        raise UsageError(
            f"none of the missing media is below {folder}",
            hint="Choose the folder that holds them, or one above it.",
        )
    values = {"media_roots": [str(root) for root in roots]}
    project.decide(f"media in {folder.name or folder}", lambda d: change_settings(d, values))
