"""Lines as they were edited: words, speakers and times; removed ones are not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.problems import Problem, RowProblem, first_few, report
from deepaudio_plugin.decisions.added import in_time, not_yet_read
from deepaudio_plugin.decisions.model import Decisions, LineDecision
from deepaudio_plugin.decisions.refs import Fingerprint, cue_ref
from deepaudio_plugin.decisions.times import is_fulfilled, range_of, was_retimed
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.timeline.timing import clock, place, seconds

_OVER_S = 1 / 25
_YOURS = "In the window a line can be put back to the times of the subtitles."
_OUTSIDE = "Give it other times, or put it back to those of the subtitles."


def edited_cue(cue: Cue, line: LineDecision | None) -> Cue:
    """`cue` as `line` has it."""
    if line is None or (line.text, line.speaker, line.times) == (None, None, None):
        return cue
    return replace(
        cue,
        text=cue.text if line.text is None else line.text,
        speaker=cue.speaker if line.speaker is None else line.speaker,
        range=cue.range if line.times is None else range_of(line.times),
    )


def edited_cues(cues: Sequence[Cue], decisions: Decisions) -> list[Cue]:
    """The cues as decided, in order of time; without removed ones and those without words."""
    lines = decisions.lines
    kept = [
        edited_cue(cue, line)
        for cue, line in ((cue, lines.get(cue_ref(cue))) for cue in cues)
        if cue.text and (line is None or not line.removed)
    ]
    timed = {ref.partition(":")[2] for ref, line in lines.items() if line.times is not None}
    return in_time(kept, timed) if timed else kept


def edited_fingerprint(was: Fingerprint, line: LineDecision) -> Fingerprint:
    """What a line is when its edit has come into the subtitles."""
    text = was.text if line.text is None else line.text
    at = was.start_s if line.times is None else seconds(range_of(line.times).start_time)
    return replace(was, text=text, start_s=round(at, 6))


def inside(
    cues: Iterable[Cue], decisions: Decisions, material: Material, problems: list[Problem]
) -> tuple[Cue, ...]:
    """The cues that are on the timeline, cut at its end; `problems` gets what is not.

    Those that nobody has timed were looked at when they were read.
    """
    timed = timed_ids(decisions)
    if not timed:
        return tuple(cues)
    length = material.document.duration
    end = seconds(length)
    kept, told = [], []
    for cue in cues:
        if cue.id not in timed:
            kept.append(cue)
            continue
        start, stop = seconds(cue.range.start_time), seconds(cue.range.end_time_exclusive())
        where = f"{clock(start)} {cue.text!r}"
        if start >= end:
            message = f"begins after the timeline ({clock(end)} long): left out"
            told.append(Problem(where, message, _OUTSIDE))
            continue
        if stop > end + 1e-6:
            message = f"ends at {clock(stop)}, after the timeline ({clock(end)}): cut there"
            told.append(Problem(where, message, _OUTSIDE))
            room = length.rescaled_to(cue.range.duration.rate) - cue.range.start_time
            kept.append(replace(cue, range=TimeRange(cue.range.start_time, room)))
        else:
            kept.append(cue)
    report(problems, told)
    return tuple(kept)


def retimed_notes(material: Material, decisions: Decisions) -> list[Problem]:
    """A note on lines with times of their own that the subtitles have moved since."""
    timed = {ref: line.times for ref, line in decisions.lines.items() if line.times is not None}
    pairs = ((cue, timed.get(cue_ref(cue))) for cue in (material.cues if timed else ()))
    moved = [cue for cue, times in pairs if times is not None and was_retimed(times, cue)]
    if not moved:
        return []
    named = first_few(moved, lambda cue: repr(cue.text))
    what = f"{len(moved)} line{'' if len(moved) == 1 else 's'}"
    message = f"{what}, retimed in the subtitles since, keep the times decided here: {named}"
    return [Problem(material.document.path.name, message, _YOURS, note=True)]


def wordless_notes(material: Material) -> list[Problem]:
    """A line on added lines that say nothing yet."""
    empty = [cue for cue in material.cues if not cue.text]
    if not empty:
        return []
    what = f"{len(empty)} added line{' has' if len(empty) == 1 else 's have'}"
    start = material.document.start
    where = ", ".join(place(start, cue.range.start_time) for cue in empty[:3])
    message = f"{what} no words yet and {'is' if len(empty) == 1 else 'are'} left out: {where}"
    return [RowProblem(material.document.path.name, message)]


def without_fulfilled(decisions: Decisions, cues: Sequence[Cue]) -> tuple[Decisions, int]:
    """Decisions without added lines and times that the subtitles have by now.

    So it is when a file that was exported with them is read instead. Also returns how many
    added lines that were.
    """
    added = not_yet_read(decisions.added, cues)
    by_ref: Mapping[str, Cue] = {cue_ref(cue): cue for cue in cues}
    lines = {ref: _without_times(line, by_ref.get(ref)) for ref, line in decisions.lines.items()}
    lines = {ref: line for ref, line in lines.items() if line != LineDecision()}
    found = len(decisions.added) - len(added)
    if not found and lines == decisions.lines:
        return decisions, 0
    return replace(decisions, added=added, lines=lines), found


def _without_times(line: LineDecision, cue: Cue | None) -> LineDecision:
    if cue is None or line.times is None or not is_fulfilled(line.times, cue):
        return line
    return replace(line, times=None)


def overlapping(cues: Sequence[Cue], decisions: Decisions) -> dict[str, str]:
    """By reference the lines that begin while another is still said, and what that one says.

    Of two, one has been timed by a person. `cues` are in order of time. Lines that share no
    more than a part of a frame follow each other.
    """
    timed = timed_ids(decisions)
    found: dict[str, str] = {}
    last, last_end = None, 0.0
    for cue in cues if timed else ():
        if cue.kind != "line":
            continue
        start = _about(cue.range.start_time)
        end = start + _about(cue.range.duration)
        if (
            last is not None
            and last_end - start > _OVER_S
            and not timed.isdisjoint((cue.id, last.id))
        ):
            found[cue_ref(cue)] = last.text
        if last is None or end > last_end:
            last, last_end = cue, end
    return found


def _about(time: RationalTime) -> float:
    """Seconds to within a host's rounding of the rate, for tens of thousands of times."""
    return float(time.value / time.rate)


def timed_ids(decisions: Decisions) -> frozenset[str]:
    """Ids of the lines of which a person has said when they are."""
    edited = (ref for ref, line in decisions.lines.items() if line.times is not None)
    return frozenset([*(ref.partition(":")[2] for ref in edited), *decisions.added])
