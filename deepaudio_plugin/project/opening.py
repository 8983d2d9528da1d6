"""Opening a timeline: its decisions, and which subtitles are read with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio_plugin.core.errors import DecisionsError, SubtitleError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions import file as decisions_file
from deepaudio_plugin.decisions.model import UNDECIDED, Decisions
from deepaudio_plugin.decisions.subtitle_files import given_subtitle_paths, subtitle_paths
from deepaudio_plugin.subtitles.cues import read_cues
from deepaudio_plugin.subtitles.material import Material, with_cues
from deepaudio_plugin.subtitles.sidecars import Sidecars, sidecars
from deepaudio_plugin.timeline.document import Document


@dataclass(frozen=True)
class KeptDecisions:
    """Decisions as they were found. `error`: they are there and cannot be read."""

    decisions: Decisions
    source: Path  # where they were read
    target: Path  # where they go
    problems: tuple[Problem, ...] = ()
    error: DecisionsError | None = None


def kept_decisions(timeline: Path, *, ignored: bool = False) -> KeptDecisions:
    """What was decided about `timeline`; nothing where that is `ignored`.

    A file that cannot be read is left alone.
    """
    if ignored:
        place = decisions_file.path_for(timeline)
        return KeptDecisions(UNDECIDED, place, place)
    places = decisions_file.place_for(timeline)
    try:
        decisions, problems = decisions_file.read(places.read)
    except DecisionsError as error:
        found = Problem(str(error.where), error.message, error.hint)
        return KeptDecisions(UNDECIDED, places.read, places.write, (found,), error)
    if not places.beside:
        problems.append(
            Problem(
                str(decisions_file.path_for(timeline)),
                "decisions cannot be kept beside the timeline; they are kept in your own folder",
                "Make the folder writable, so that they travel with the timeline.",
                note=True,
            )
        )
    return KeptDecisions(decisions, places.read, places.write, tuple(problems))


@dataclass(frozen=True)
class SubtitleChoice:
    """The subtitle files that are read. Somebody asked for those that are `named`."""

    files: tuple[Path, ...] = ()
    named: frozenset[Path] = frozenset()
    notes: tuple[Problem, ...] = ()


def choose_subtitles(
    decisions: Decisions, timeline: Path, *, given_now: bool, language: str | None
) -> SubtitleChoice:
    """Those given now or else the last time, and those decided on.

    Where there are none of these, the sidecar: the file beside the timeline that bears its
    name, of several languages the one in `language`; none without a `language`.
    """
    given = given_subtitle_paths(decisions, timeline.parent)
    decided = subtitle_paths(decisions, timeline.parent)
    files = tuple(dict.fromkeys([*given, *decided]))
    notes = []
    if given and not given_now:
        names = ", ".join(path.name for path in given)
        message = "read again, as given the last time"
        notes.append(Problem(names, message, "Give others to read those instead.", note=True))
    found = sidecars(timeline, language) if language is not None else Sidecars()
    beside = found.read
    if beside is not None and not files:
        files = (beside,)
        message = "lies beside the timeline, bears its name, and is read"
        hint = "On the command line, --no-sidecar leaves it out."
        notes.append(Problem(beside.name, message, hint, note=True))
        notes += _in_other_languages(found.others)
    elif not files:
        notes += _in_other_languages(found.others)
    elif beside is not None and not any(_is_same(beside, path) for path in files):
        message = "lies beside the timeline and is not read: other subtitles were named"
        notes.append(
            Problem(beside.name, message, f"Name {beside.name} too to read it.", note=True)
        )
    named = frozenset([*(given if given_now else ()), *decided])
    return SubtitleChoice(files, named, tuple(notes))


def _in_other_languages(paths: Sequence[Path]) -> list[Problem]:
    """A note on sidecars that are not read, because others are or none is of the language set."""
    if not paths:
        return []
    one = len(paths) == 1
    message = (
        f"{'lies' if one else 'lie'} beside the timeline and {'is' if one else 'are'} not read"
    )
    hint = "To have one of them spoken, name it, or set its language (--language)."
    return [Problem(", ".join(path.name for path in paths), message, hint, note=True)]


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one == other


def read_usable_cues(
    seen: Material, options: RenderOptions
) -> tuple[Material, dict[Path, SubtitleError]]:
    """What was seen with its cues, and the subtitle files that cannot be used, with why.

    Each of those is among the problems; the others are read.
    """
    try:
        return with_cues(seen, options), {}
    except SubtitleError:
        failures = _failures(seen.document, options)
        usable = tuple(path for path in options.subtitles if path not in failures)
        material = with_cues(seen, replace(options, subtitles=usable))
        problems = [
            Problem(str(path), f"left out: {error.message}", error.hint)
            for path, error in failures.items()
        ]
        return replace(material, problems=(*problems, *material.problems)), failures


def _failures(document: Document, options: RenderOptions) -> dict[Path, SubtitleError]:
    found = {}
    for path in options.subtitles:
        try:
            read_cues(document, [path], encoding=options.subtitle_encoding, problems=[])
        except SubtitleError as error:
            found[path] = error
    return found
