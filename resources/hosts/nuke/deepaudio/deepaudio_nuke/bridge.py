"""Nuke Studio and Hiero behind the protocols of `deepaudio_plugin.hosts.bridge`.

They are structural: nothing of that package is imported here. The exporter and importer are
Foundry's own, shipped as Python source with the program (hiero/exporters/FnOTIOExportTask.py,
hiero/importers/FnOTIOImporter.py). Their signatures changed: the builder takes the sequence
alone in 13.2 and two switches more later; the importer has `importToNewSequence` later and is
reached through `Bin.importSequence` before.
"""

from __future__ import annotations

import contextlib
import inspect
from pathlib import Path
from typing import Any

import deepaudio_outside as outside
import hiero.core
import hiero.ui
from deepaudio_bridge import PlacedTracks, SelectedFrames, SentTimeline
from deepaudio_outside import BridgeError

FOLDER = "DeepAudio"
"""Beside the project: sequences that were sent, and what was rendered for them."""
_OLD = "DeepAudio needs Nuke Studio or Hiero 13.2 or later"


class NukeHost:
    """The Nuke Studio or Hiero around us and the sequence it shows."""

    name = "nuke"

    def send_timeline(self) -> SentTimeline:
        """Save the open sequence beside the project. Raises BridgeError."""
        sequence = _sequence()
        builder = _builder(sequence)
        path = _path_of(sequence, sequence.name())
        import opentimelineio

        timeline = builder.buildTimeline()
        outside.save_with(
            path, lambda temp: opentimelineio.adapters.write_to_file(timeline, str(temp))
        )
        return SentTimeline(
            path, sequence.name(), tuple(str(message) for message in builder.warnings())
        )

    def selection(self) -> tuple[SelectedFrames, ...]:
        """Where the selected items are, in order."""
        editor = hiero.ui.getTimelineEditor(_sequence())
        chosen = editor.selection() if editor is not None else ()
        spans = {
            (int(item.timelineIn()), int(item.timelineOut()) + 1)
            for item in chosen
            if hasattr(item, "timelineIn")
        }
        return tuple(SelectedFrames(start, end) for start, end in sorted(spans))

    def playhead(self) -> int:
        """Frames from the sequence's first."""
        return int(_viewer().time())

    def move_playhead(self, frame: int) -> None:
        """Show another frame."""
        _viewer().setTime(frame)

    def receive_tracks(self, written: Path | None = None) -> PlacedTracks:
        """Import a written timeline as a new sequence beside the open one. Raises BridgeError."""
        sequence = _sequence()
        project = sequence.project()
        written = Path(written) if written else _written_for(sequence)
        taken = {other.name() for other in _sequences(project)}
        made, warnings = _imported(project, written)
        made.setName(outside.free_name(sequence.name(), taken))
        with contextlib.suppress(Exception):  # it is there; showing it is a courtesy
            hiero.ui.openInTimeline(made.binItem())
        clips = sum(
            track.numItems() for track in made.audioTracks() if track.name().startswith("DeepAudio")
        )
        notes = (outside.age_note(written), *tuple(str(message) for message in warnings))
        return PlacedTracks(made.name(), clips, tuple(filter(None, notes)))


def _sequence() -> Any:
    sequence = hiero.ui.activeSequence()
    if sequence is None:
        raise BridgeError("no sequence is open", "Open a sequence in the timeline, and try again")
    return sequence


def _viewer() -> Any:
    viewer = hiero.ui.currentViewer()
    if viewer is None:
        raise BridgeError("no viewer is open", "Open the sequence in a viewer")
    return viewer


def _path_of(sequence: Any, name: str) -> Path:
    """Where a sequence of that name is saved. Raises BridgeError in an unsaved project."""
    project = sequence.project()
    place = project.path() if project is not None else ""
    if not place:
        raise BridgeError("this project is not saved yet", "Save it: the sounds are kept beside it")
    project_file = Path(place)
    return outside.timeline_path(project_file.parent / FOLDER, f"{project_file.stem} {name}")


def _written_for(sequence: Any) -> Path:
    return outside.written_for(lambda name: _path_of(sequence, name), sequence.name())


def _builder(sequence: Any) -> Any:
    """Foundry's exporter for a sequence. Raises BridgeError in a version without one."""
    try:
        from hiero.exporters.FnOTIOExportTask import OTIOTimelineBuilder
    except ImportError as error:
        raise BridgeError("this version cannot export OpenTimelineIO", _OLD) from error
    wanted = [
        parameter
        for parameter in inspect.signature(OTIOTimelineBuilder).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    # What comes after the sequence are switches: rendered media instead of scripts, effects.
    return OTIOTimelineBuilder(sequence, *[True] * (len(wanted) - 1))


def _sequences(project: Any) -> list[Any]:
    return list(hiero.core.findItemsInProject(project, hiero.core.Sequence))


def _imported(project: Any, written: Path) -> tuple[Any, list[str]]:
    """A new sequence of a timeline, and what the importer had to say. Raises BridgeError."""
    try:
        from hiero.importers.FnOTIOImporter import OtioImporter
    except ImportError as error:
        raise BridgeError("this version cannot import OpenTimelineIO", _OLD) from error
    importer, bin_item = OtioImporter(), project.clipsBin()
    before = _sequences(project)
    try:
        if hasattr(importer, "importToNewSequence"):
            importer.importToNewSequence(str(written), bin_item)
        else:
            bin_item.importSequence(str(written))
    except RuntimeError as error:  # a locked bin or project
        raise BridgeError(f"the host did not import {written.name} ({error})") from error
    made = [sequence for sequence in _sequences(project) if sequence not in before]
    if not made:
        missing = outside.missing_media(written)
        raise BridgeError(
            f"the host did not import {written.name}",
            "These files are not there: {}".format(", ".join(missing))
            if missing
            else "File ▸ Import may say why",
        )
    warnings: list[str] = getattr(importer, "getWarningMessages", list)()
    return made[-1], warnings
