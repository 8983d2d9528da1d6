"""Nuke Studio and Hiero behind the protocols of `deepaudio_plugin.hosts.base`.

They are structural: nothing of that package is imported here. The exporter and importer are
Foundry's own, shipped as Python source with the program (hiero/exporters/FnOTIOExportTask.py,
hiero/importers/FnOTIOImporter.py). Their signatures changed: the builder takes the sequence
alone in 13.2 and two switches more later; the importer has `importToNewSequence` later and is
reached through `Bin.importSequence` before.
"""

from __future__ import annotations

import contextlib
import inspect
from collections import namedtuple
from pathlib import Path
from typing import Any

import deepaudio_outside as outside
import hiero.core
import hiero.ui
from deepaudio_outside import Refusal

Sent = namedtuple("Sent", "path name notes")
Span = namedtuple("Span", "start end")  # frames from the sequence's first; `end` is exclusive
Placed = namedtuple("Placed", "timeline clips notes")

FOLDER = "DeepAudio"
"""Beside the project: sequences that were sent, and what was rendered for them."""
_OLD = "DeepAudio needs Nuke Studio or Hiero 13.2 or later"


class NukeHost:
    """The Nuke Studio or Hiero around us and the sequence it shows."""

    name = "nuke"

    @property
    def version(self) -> str:
        """As the host says it: "16.0v4"."""
        return str(hiero.core.env.get("VersionString", ""))

    def send_timeline(self, _folder: Path | None = None) -> Sent:
        """Save the open sequence beside the project. Raises Refusal."""
        sequence = _sequence()
        builder = _builder(sequence)
        path = _path_of(sequence, sequence.name())
        import opentimelineio

        timeline = builder.buildTimeline()
        outside.save_with(
            path, lambda temp: opentimelineio.adapters.write_to_file(timeline, str(temp))
        )
        return Sent(path, sequence.name(), tuple(str(words) for words in builder.warnings()))

    def selection(self) -> tuple[Span, ...]:
        """Where the selected items are, in order."""
        editor = hiero.ui.getTimelineEditor(_sequence())
        chosen = editor.selection() if editor is not None else ()
        spans = {
            (int(item.timelineIn()), int(item.timelineOut()) + 1)
            for item in chosen
            if hasattr(item, "timelineIn")
        }
        return tuple(Span(start, end) for start, end in sorted(spans))

    def playhead(self) -> int:
        """Frames from the sequence's first."""
        return int(_viewer().time())

    def move_playhead(self, frame: int) -> None:
        """Show another frame."""
        _viewer().setTime(frame)

    def receive_tracks(self, written: Path | None = None) -> Placed:
        """Import a written timeline as a new sequence beside the open one. Raises Refusal."""
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
        notes = (outside.age_note(written), *tuple(str(words) for words in warnings))
        return Placed(made.name(), clips, tuple(filter(None, notes)))

    def open_panel(self) -> None:
        """Show our panel."""
        import deepaudio_nuke

        deepaudio_nuke.open_panel()


def _sequence() -> Any:
    sequence = hiero.ui.activeSequence()
    if sequence is None:
        raise Refusal("no sequence is open", "Open a sequence in the timeline, and try again")
    return sequence


def _viewer() -> Any:
    viewer = hiero.ui.currentViewer()
    if viewer is None:
        raise Refusal("no viewer is open", "Open the sequence in a viewer")
    return viewer


def _path_of(sequence: Any, name: str) -> Path:
    """Where a sequence of that name is saved. Raises Refusal in a project that is no file yet."""
    project = sequence.project()
    place = project.path() if project is not None else ""
    if not place:
        raise Refusal("this project is not saved yet", "Save it: the sounds are kept beside it")
    project_file = Path(place)
    return outside.timeline_path(project_file.parent / FOLDER, f"{project_file.stem} {name}")


def _written_for(sequence: Any) -> Path:
    return outside.written_for(lambda name: _path_of(sequence, name), sequence.name())


def _builder(sequence: Any) -> Any:
    """Foundry's exporter for a sequence. Raises Refusal in a version without one."""
    try:
        from hiero.exporters.FnOTIOExportTask import OTIOTimelineBuilder
    except ImportError as error:
        raise Refusal("this version cannot export OpenTimelineIO", _OLD) from error
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
    """A new sequence of a timeline, and what the importer had to say. Raises Refusal."""
    try:
        from hiero.importers.FnOTIOImporter import OtioImporter
    except ImportError as error:
        raise Refusal("this version cannot import OpenTimelineIO", _OLD) from error
    importer, bin_item = OtioImporter(), project.clipsBin()
    before = _sequences(project)
    try:
        if hasattr(importer, "importToNewSequence"):
            importer.importToNewSequence(str(written), bin_item)
        else:
            bin_item.importSequence(str(written))
    except RuntimeError as error:  # a locked bin or project
        raise Refusal(f"the host did not import {written.name} ({error})") from error
    made = [sequence for sequence in _sequences(project) if sequence not in before]
    if not made:
        missing = outside.missing_media(written)
        raise Refusal(
            f"the host did not import {written.name}",
            "These files are not there: {}".format(", ".join(missing))
            if missing
            else "File ▸ Import may say why",
        )
    told = getattr(importer, "getWarningMessages", list)()
    return made[-1], told
