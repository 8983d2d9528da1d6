"""Lines added, split, joined, copied and deleted.

All that the subtitles have stays theirs: a split is an edit of the line and an added one
behind it, a join is an edit of the first line and the others deleted by decision.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions.added import AddedLine, cue_of, free_id
from deepaudio_plugin.decisions.edited import edited_cue
from deepaudio_plugin.decisions.matching import plain
from deepaudio_plugin.decisions.model import Decisions, edit_line
from deepaudio_plugin.decisions.refs import CUE, cue_ref
from deepaudio_plugin.decisions.times import check_span
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.timeline.timing import touched_frames

NEW_LINE_S = 2.0
"""How long a new line is where there is room."""


@dataclass(frozen=True)
class Board:
    """The timeline that lines are edited on: `cues` as they were read, in frames at `rate`."""

    cues: Sequence[Cue]
    rate: float
    frames: int

    def now(self, decisions: Decisions, cue: Cue) -> Cue:
        """A line as it is decided."""
        return edited_cue(cue, decisions.lines.get(cue_ref(cue)))

    def span(self, decisions: Decisions, cue: Cue) -> tuple[int, int]:
        """First frame and number of frames of a line as it is decided."""
        return touched_frames(self.now(decisions, cue).range, self.rate)


def add_line(
    decisions: Decisions, board: Board, start: int, frames: int, *, speaker: str, text: str
) -> tuple[Decisions, str]:
    """Add a line; with 0 `frames` as long as there is room before the next. Also its reference.

    Raises UsageError for a line that is not on the timeline.
    """
    if not 0 <= start < board.frames:
        raise UsageError("a line begins on the timeline", hint="Move the playhead onto it.")
    length = frames or _room(decisions, board, start)
    check_span(start, length, text)
    line = AddedLine(" ".join(text.split()), start, length, board.rate, speaker.strip())
    return _put(decisions, line)


def split_line(
    decisions: Decisions, board: Board, cue: Cue, at: int | None, words: tuple[str, str] | None
) -> tuple[Decisions, str]:
    """Split a line on frame `at`, its words as given; what is missing follows from the other.

    Words are shared by how long each part is, or the frame by how many letters each part has.
    Raises UsageError for a line that cannot be split there.
    """
    now = board.now(decisions, cue)
    start, frames = board.span(decisions, cue)
    if words is None:
        share = (at - start) / frames if at is not None else 0.5
        words = shared_words(now.text, share)
    before, after = (" ".join(part.split()) for part in words)
    if not (before and after):
        raise UsageError("a part of the line would have no words", hint="Split between two words.")
    if at is None:
        share = len(before) / (len(before) + len(after))
        at = start + min(max(1, round(frames * share)), frames - 1)
    if not start < at < start + frames:
        raise UsageError("the line is not split there", hint="Move the playhead into the line.")
    decisions = edit_line(decisions, cue, text=before, span=(start, at - start, board.rate))
    rest = AddedLine(after, at, start + frames - at, board.rate, now.speaker, now.language)
    decisions, ref = _put(decisions, rest)
    line = decisions.lines.get(cue_ref(cue))
    if line is not None and line.muted:
        decisions = edit_line(decisions, _added_cue(decisions, ref), muted=True)
    return decisions, ref


def merge_lines(
    decisions: Decisions, board: Board, cues: Sequence[Cue], speaker: str | None
) -> Decisions:
    """Join lines into the first of them. Raises UsageError for fewer than two, and for lines
    of several speakers when it is not said whose it becomes."""
    lines = sorted(cues, key=lambda cue: board.span(decisions, cue))
    shown = [board.now(decisions, cue) for cue in lines]
    if len(lines) < 2 or any(cue.kind != "line" for cue in lines):
        raise UsageError("only spoken lines are joined, two or more")
    names = list(dict.fromkeys(cue.speaker for cue in shown))
    if speaker is None and len(names) > 1:
        told = " and ".join(name or "nobody" for name in names)
        raise UsageError(f"the lines are of {told}", hint="Say whose line it becomes.")
    spans = [board.span(decisions, cue) for cue in lines]
    start, end = spans[0][0], max(first + frames for first, frames in spans)
    decisions = edit_line(
        decisions,
        lines[0],
        text=" ".join(cue.text for cue in shown),
        speaker=names[0] if speaker is None else speaker,
        span=(start, end - start, board.rate),
    )
    return delete_lines(decisions, lines[1:])


def delete_lines(decisions: Decisions, cues: Sequence[Cue]) -> Decisions:
    """Delete lines: those of the subtitles by decision, added ones for good."""
    for cue in cues:
        if cue.id not in decisions.added:
            decisions = edit_line(decisions, cue, removed=True)
            continue
        ref = cue_ref(cue)
        decisions = replace(
            decisions,
            added={name: line for name, line in decisions.added.items() if name != cue.id},
            lines={r: line for r, line in decisions.lines.items() if r != ref},
            takes={r: take for r, take in decisions.takes.items() if r != ref},
            fingerprints={r: was for r, was in decisions.fingerprints.items() if r != ref},
        )
    return decisions


def duplicate_line(decisions: Decisions, board: Board, cue: Cue) -> tuple[Decisions, str]:
    """A copy of a line behind it, or over it where the timeline ends. Also its reference."""
    now = board.now(decisions, cue)
    start, frames = board.span(decisions, cue)
    behind = start + frames
    at = behind if behind < board.frames else start
    copy = AddedLine(now.text, at, frames, board.rate, now.speaker, now.language)
    return _put(decisions, copy)


def shared_words(text: str, share: float) -> tuple[str, str]:
    """`text` in two, so that the first part has about `share` of its letters.

    Between words; text without spaces is divided between letters. Raises UsageError for a
    text of one letter.
    """
    words = text.split()
    parts, space = (words, " ") if len(words) > 1 else (list(text.strip()), "")
    if len(parts) < 2:
        raise UsageError("there is nothing to split", hint="The line has a single letter.")
    lengths = list(itertools.accumulate(len(part) + len(space) for part in parts))
    wanted = share * lengths[-1]
    cut = min(range(1, len(parts)), key=lambda n: abs(lengths[n - 1] - wanted))
    return space.join(parts[:cut]), space.join(parts[cut:])


def _room(decisions: Decisions, board: Board, start: int) -> int:
    """How long a line from `start` is before the next one begins, at most `NEW_LINE_S`."""
    spans = (board.span(decisions, cue) for cue in board.cues)
    following = min((first for first, _ in spans if first > start), default=board.frames)
    end = min(following, board.frames, start + round(NEW_LINE_S * board.rate))
    return max(1, end - start)


def _put(decisions: Decisions, line: AddedLine) -> tuple[Decisions, str]:
    known = (*decisions.lines, *decisions.takes)
    taken = [*decisions.added, *(plain(ref).removeprefix(f"{CUE}:") for ref in known)]
    name = free_id(taken)
    return replace(decisions, added={**decisions.added, name: line}), f"{CUE}:{name}"


def _added_cue(decisions: Decisions, ref: str) -> Cue:
    name = ref.removeprefix(f"{CUE}:")
    return cue_of(name, decisions.added[name])
