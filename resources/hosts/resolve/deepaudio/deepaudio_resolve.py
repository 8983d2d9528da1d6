"""DaVinci Resolve behind the protocols of `deepaudio_plugin.hosts.bridge`, from 18.5 on.

It runs in Resolve's own Python, started from Workspace ▸ Scripts. The API is the one of
Resolve's Developer/Scripting/README.txt. What that does not say: an import into a project
that was never saved does nothing and says nothing, a repeated name gives None, and a file's
own name can win over the one asked for (samuelgursky/davinci-resolve-mcp, CHANGELOG and
issue 171); so the copy that is imported bears its new name itself, and what came is counted.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import deepaudio_outside as outside
from deepaudio_bridge import PlacedTracks, SentTimeline
from deepaudio_menu import MenuCommands
from deepaudio_outside import BridgeError

HOME = Path(__file__).resolve().parent
_UNSAVED = "Untitled Project"


def open_window(resolve: Any) -> None:
    """Send the open timeline to the window."""
    _menu_commands(resolve).open_window()


def bring_in(resolve: Any) -> None:
    """Import what was written as a new timeline."""
    _menu_commands(resolve).bring_in()


def _menu_commands(resolve: Any) -> MenuCommands:
    return MenuCommands(
        ResolveHost(resolve), HOME, lambda message: outside.show_message(HOME, message)
    )


class ResolveHost:
    """The Resolve around us and the timeline it shows."""

    name = "resolve"

    def __init__(self, resolve: Any) -> None:
        self._resolve = resolve

    @property
    def version(self) -> str:
        """As Resolve says it."""
        return str(self._resolve.GetVersionString())

    def send_timeline(self) -> SentTimeline:
        """Save the open timeline in the user's DeepAudio folder. Raises BridgeError."""
        project, timeline = self._project(), self._timeline()
        kind = getattr(self._resolve, "EXPORT_OTIO", None)
        if kind is None:
            raise BridgeError(
                f"Resolve {self.version} cannot export OpenTimelineIO",
                "18.5 or later is needed",
            )
        if project.IsRenderingInProgress():
            raise BridgeError("Resolve is rendering", "Try again when it is done")
        path = _path_of(project, timeline.GetName())

        def export(temp: Path) -> None:
            if not timeline.Export(str(temp), kind, self._resolve.EXPORT_NONE):
                raise BridgeError(
                    f"Resolve did not export “{timeline.GetName()}”",
                    "Choose the Edit page, stop playback, and try again",
                )

        outside.save_with(path, export)
        return SentTimeline(path, timeline.GetName(), ())

    def receive_tracks(self, written: Path | None = None) -> PlacedTracks:
        """Import a written timeline as a new version beside the open one. Raises BridgeError."""
        project, timeline = self._project(), self._timeline()
        self._check_saved(project)
        written = Path(written) if written else _written_for(project, timeline)
        known = _timelines(project)
        name = outside.free_name(timeline.GetName(), {one.GetName() for one in known.values()})
        copy = _named_copy(written, name)
        try:
            project.GetMediaPool().ImportTimelineFromFile(
                str(copy), {"timelineName": name, "importSourceClips": True}
            )
        finally:
            copy.unlink()
        made = [one for key, one in _timelines(project).items() if key not in known]
        if not made:
            raise _not_imported(written)
        note = outside.age_note(written)
        return PlacedTracks(made[0].GetName(), _our_clips(made[0]), (note,) if note else ())

    def _project(self) -> Any:
        project = self._resolve.GetProjectManager().GetCurrentProject()
        if project is None:
            raise BridgeError("no project is open", "Open a project, and try again")
        return project

    def _timeline(self) -> Any:
        timeline = self._project().GetCurrentTimeline()
        if timeline is None:
            raise BridgeError("no timeline is open", "Open a timeline, and try again")
        return timeline

    def _check_saved(self, project: Any) -> None:
        name = project.GetName()
        saved = self._resolve.GetProjectManager().GetProjectListInCurrentFolder() or []
        if name.startswith(_UNSAVED) and name not in saved:
            raise BridgeError(
                "this project was never saved, and Resolve imports nothing into such a project",
                "Choose File ▸ Save Project, then this again",
            )


def _path_of(project: Any, name: str) -> Path:
    """Where a timeline is saved; projects of one name in different folders are kept apart."""
    folder = outside.timeline_path(Path(), project.GetName()).stem
    folder = f"{folder} {str(project.GetUniqueId())[:8]}"
    return outside.timeline_path(outside.exchange_folder("Resolve") / folder, name)


def _written_for(project: Any, timeline: Any) -> Path:
    return outside.written_for(lambda name: _path_of(project, name), timeline.GetName())


def _timelines(project: Any) -> dict[str, Any]:
    """Every timeline of a project by its id."""
    count = int(project.GetTimelineCount())
    found = [project.GetTimelineByIndex(index) for index in range(1, count + 1)]
    return {timeline.GetUniqueId(): timeline for timeline in found if timeline is not None}


def _named_copy(written: Path, name: str) -> Path:
    """A copy of a timeline, beside it, that bears another name."""
    try:
        facts = json.loads(written.read_text(encoding="utf-8"))
        facts["name"] = name
        copy = written.with_name(f"{written.stem} import.otio")
        outside.save_with(copy, lambda temp: temp.write_text(json.dumps(facts), encoding="utf-8"))
    except (OSError, ValueError, TypeError) as error:
        raise BridgeError(
            f"{written} cannot be read ({error})", "Write the tracks again"
        ) from error
    return copy


def _our_clips(timeline: Any) -> int:
    """How many clips are on our tracks."""
    tracks = range(1, int(timeline.GetTrackCount("audio")) + 1)
    ours = [n for n in tracks if str(timeline.GetTrackName("audio", n)).startswith("DeepAudio")]
    return sum(len(timeline.GetItemListInTrack("audio", n) or ()) for n in ours)


def _not_imported(written: Path) -> BridgeError:
    missing = outside.missing_media(written)
    if missing:
        return BridgeError(
            f"Resolve did not import {written.name}: it takes no timeline with missing files",
            "Not there: {}".format(", ".join(missing)),
        )
    return BridgeError(
        f"Resolve did not import {written.name}",
        "Save the project, check that it is not read-only, or choose File ▸ Import ▸ Timeline "
        f"and {written}",
    )
