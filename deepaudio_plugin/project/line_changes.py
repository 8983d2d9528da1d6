"""What a changed subtitle file changes: which lines are others, new, or gone."""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from deepaudio_plugin.decisions.matching import find_again
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.decisions.refs import Fingerprint, cue_fingerprint, cue_ref
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.timeline.timing import seconds

_SAME_PLACE_S = 0.25
"""So near is a line that was reworded to where it was."""


@dataclass(frozen=True)
class LineChanges:
    """Words of the lines that differ between two versions of the subtitles, in their order."""

    changed: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    same_lines: Mapping[str, str] | None = None  # references before, and now, of reworded lines

    @property
    def is_none(self) -> bool:
        """Whether the lines are as they were."""
        return not (self.changed or self.new or self.gone)


def line_changes(before: Sequence[Cue], after: Sequence[Cue]) -> LineChanges:
    """Compare the cues of two versions.

    A line is known again by its words; one that was reworded by its place.
    """
    old, new = {cue_ref(cue): cue for cue in before}, {cue_ref(cue): cue for cue in after}
    found = find_again(_fingerprints(old), _fingerprints(new))
    left = {ref: cue for ref, cue in old.items() if ref not in found}
    taken = set(found.values())
    free = {ref: cue for ref, cue in new.items() if ref not in taken}
    reworded = _by_place(left, free)
    changed = {now for was, now in found.items() if _differs(old[was], new[now])}
    changed |= set(reworded.values())
    fresh = [ref for ref in free if ref not in set(reworded.values())]
    return LineChanges(
        changed=tuple(cue.text for ref, cue in new.items() if ref in changed),
        new=tuple(new[ref].text for ref in fresh),
        gone=tuple(cue.text for ref, cue in left.items() if ref not in reworded),
        same_lines=reworded,
    )


def _fingerprints(cues: Mapping[str, Cue]) -> dict[str, Fingerprint]:
    return {ref: cue_fingerprint(cue) for ref, cue in cues.items()}


def _by_place(left: Mapping[str, Cue], free: Mapping[str, Cue]) -> dict[str, str]:
    """Lines that have other words where they were; their numbers may have shifted."""
    found: dict[str, str] = {}
    spots = sorted((seconds(cue.range.start_time), ref) for ref, cue in free.items())
    for ref, cue in left.items():
        at = seconds(cue.range.start_time)
        first = bisect.bisect_left(spots, (at - _SAME_PLACE_S, ""))
        last = bisect.bisect_right(spots, (at + _SAME_PLACE_S, "\uffff"))
        near = range(first, last)
        if near:
            best = min(near, key=lambda n: abs(spots[n][0] - at))
            found[ref] = spots.pop(best)[1]
    return found


def _differs(before: Cue, after: Cue) -> bool:
    """Whether a line that has its words still has another time, speaker or kind."""
    return (before.range, before.speaker, before.kind) != (after.range, after.speaker, after.kind)


def with_reworded(decisions: Decisions, changes: LineChanges, after: Sequence[Cue]) -> Decisions:
    """`decisions` that know lines under the words that they have now, where only those differ.

    Without that a decision is left aside: between two sessions nobody can say that it is the
    same line.
    """
    now = {cue_ref(cue): cue_fingerprint(cue) for cue in after}
    known = dict(decisions.fingerprints)
    for was, is_now in (changes.same_lines or {}).items():
        if was in known:
            known[was] = now[is_now]
    return replace(decisions, fingerprints=known)
