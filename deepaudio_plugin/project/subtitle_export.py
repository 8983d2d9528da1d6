"""The lines of a project as they are decided, written as a subtitle file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions.apply import apply
from deepaudio_plugin.planning.deliveries import as_typed
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.subtitles.writing import write_subtitles
from deepaudio_plugin.timeline.timing import seconds


@dataclass(frozen=True)
class ExportedSubtitles:
    """What was written, and what reading and deciding had to say of it."""

    path: Path
    lines: int
    others: int  # sounds and music
    problems: tuple[Problem, ...]


def corrected_path(timeline: Path) -> Path:
    """`cut.corrected.srt` for `cut.otio`."""
    return timeline.with_name(f"{timeline.stem}.corrected.srt")


def export_subtitles(
    project: Project, path: Path | None = None, *, timecode: bool = False, overwrite: bool = False
) -> ExportedSubtitles:
    """Write every line as it is decided, muted ones too; deleted ones are left out.

    Times count from the timeline's first frame, or as its `timecode`. Raises OutputError when
    a file is there already and may not be overwritten, and for what cannot be written.
    """
    target = (path or corrected_path(project.path)).expanduser().absolute()
    if target.exists() and not overwrite:
        raise OutputError(
            "there is a file already",
            where=str(target),
            hint="Name another with -o, or say --overwrite.",
        )
    material = apply(project.contents.material, project.decisions).material
    first_s = seconds(project.document.start) if timecode else 0.0
    cues = [as_typed(cue) if cue.kind == "line" else cue for cue in material.cues]
    write_subtitles(target, cues, first_s=first_s)
    lines = sum(cue.kind == "line" for cue in cues)
    return ExportedSubtitles(target, lines, len(cues) - lines, material.problems)
