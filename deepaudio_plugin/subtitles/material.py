"""Everything read of a timeline, in one value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio_plugin.core.collector import collector_paused
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.subtitles.cues import Cue, read_cues
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.shots import Shot, shots


@dataclass(frozen=True)
class Material:
    """A timeline, its shots and cues, and what reading them left out or guessed."""

    document: Document
    shots: tuple[Shot, ...]
    cues: tuple[Cue, ...]
    problems: tuple[Problem, ...]


@collector_paused()
def read_material(path: Path, options: RenderOptions) -> Material:
    """Read `path` and its subtitles. Raises TimelineError or SubtitleError."""
    return material_of(read(path, sequence=options.sequence), options)


@collector_paused()
def material_of(document: Document, options: RenderOptions) -> Material:
    """Shots and cues of a timeline that is read already. Raises SubtitleError."""
    return with_cues(seen_of(document, options), options)


@collector_paused()
def seen_of(document: Document, options: RenderOptions) -> Material:
    """The shots of a timeline that is read already, before any subtitles are looked at."""
    problems = [Problem(document.path.name, note, note=True) for note in document.notes]
    resolver = MediaResolver(document.base, options.media_roots)
    found = shots(document, resolver)
    problems += [Problem(document.path.name, note, note=True) for note in resolver.notes]
    return Material(document, tuple(found), (), tuple(problems))


def with_cues(seen: Material, options: RenderOptions) -> Material:
    """What was seen, with its cues. Raises SubtitleError."""
    problems = list(seen.problems)
    cues = read_cues(
        seen.document,
        options.subtitles,
        encoding=options.subtitle_encoding,
        times=options.subtitle_times,
        cast=[name for name, _ in options.cast if name],
        problems=problems,
    )
    return replace(seen, cues=tuple(cues), problems=tuple(problems))
