"""Opening a timeline: the file, what was decided about it, and its subtitles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio_plugin.core.errors import DecisionsError, SubtitleError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions import file as decisions_file
from deepaudio_plugin.decisions.model import (
    UNDECIDED,
    Decisions,
    give_subtitles,
    subtitle_paths,
)
from deepaudio_plugin.subtitles.cues import read_cues
from deepaudio_plugin.subtitles.material import Material, seen_of, with_cues
from deepaudio_plugin.timeline.document import Document


@dataclass(frozen=True)
class Kept:
    """Decisions as they were found, and whether they may be written back."""

    decisions: Decisions
    place: Path
    read_only: bool = False
    problems: tuple[Problem, ...] = ()


def kept_decisions(timeline: Path) -> Kept:
    """What was decided about `timeline`. What cannot be read is told, and left alone."""
    place = decisions_file.place_for(timeline)
    try:
        decisions, problems = decisions_file.read(place.read)
    except DecisionsError as error:
        told = Problem(str(error.where), error.message, error.hint)
        return Kept(UNDECIDED, place.write, read_only=True, problems=(told,))
    if not place.beside:
        problems.append(
            Problem(
                str(decisions_file.path_for(timeline)),
                "decisions cannot be kept beside the timeline; they are kept in your own folder",
                "Make the folder writable, so that they travel with the timeline.",
                note=True,
            )
        )
    return Kept(decisions, place.write, problems=tuple(problems))


def with_subtitles(
    decisions: Decisions, paths: Sequence[Path], timeline: Path, *, instead: bool = False
) -> Decisions:
    """Decisions that name these subtitle files too, or only these."""
    before = () if instead else subtitle_paths(decisions, timeline.parent)
    return give_subtitles(decisions, [*before, *paths], timeline.parent)


def usable_material(document: Document, options: RenderOptions) -> Material:
    """Shots and cues; a subtitle file that cannot be used is a problem, the others are read."""
    return with_usable_cues(seen_of(document, options), options)


def with_usable_cues(seen: Material, options: RenderOptions) -> Material:
    """What was seen, with its cues; for those that cannot be used see `usable_material`."""
    try:
        return with_cues(seen, options)
    except SubtitleError:
        usable, problems = _usable(seen.document, options)
        material = with_cues(seen, replace(options, subtitles=usable))
        return replace(material, problems=(*problems, *material.problems))


def _usable(
    document: Document, options: RenderOptions
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The subtitle files that can be read, and what is wrong with the others."""
    usable, problems = [], []
    for path in options.subtitles:
        try:
            read_cues(document, [path], encoding=options.subtitle_encoding, problems=[])
        except SubtitleError as error:
            problems.append(Problem(str(path), f"left out: {error.message}", error.hint))
        else:
            usable.append(path)
    return tuple(usable), tuple(problems)
