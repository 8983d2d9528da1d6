"""Decisions put on what was read: edited lines, and what planning asks for each reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from deepaudio_plugin.core.problems import Problem, first_few
from deepaudio_plugin.decisions.deleted_clips import is_deleted
from deepaudio_plugin.decisions.edited import (
    edited_cues,
    edited_fingerprint,
    inside,
    retimed_notes,
    wordless_notes,
)
from deepaudio_plugin.decisions.gains import gain_notes
from deepaudio_plugin.decisions.matching import ORPHANED, find_again, plain
from deepaudio_plugin.decisions.model import Decisions, LineDecision, TakeDecision
from deepaudio_plugin.decisions.refs import (
    CUE,
    Fingerprint,
    fingerprints,
    kind_of,
    shot_refs,
)
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.timeline.timing import clock

_NO_LINE, _NO_TAKE = LineDecision(), TakeDecision()
BRING_BACK = "To have it again, unmute its line or shot in the window, or render with --bring-back."
"""The hint where an editor has deleted a clip of ours."""
_RESTORE = "In the window, the filter Deleted lists them, to be brought back."
_WHAT = {"cue": "line", "shot": "shot"}


@dataclass(frozen=True)
class Applied:
    """A timeline as decided. Muted lines are still among the cues, where others see them."""

    material: Material
    decisions: Decisions  # settled: every reference names what is there, or begins with ORPHANED
    shot_refs: Mapping[int, str]  # by a shot's index

    def take(self, ref: str) -> TakeDecision:
        """Which takes of a job are wanted."""
        return self.decisions.takes.get(ref, _NO_TAKE)

    def line(self, ref: str) -> LineDecision:
        """How a line is to be spoken and heard."""
        return self.decisions.lines.get(ref, _NO_LINE)

    def gain_db(self, ref: str) -> float:
        """By how much a line or shot is to be louder than it was made."""
        entry = self.decisions.lines.get(ref) or self.decisions.shots.get(ref)
        return entry.gain_db if entry is not None else 0.0

    def is_muted(self, ref: str) -> bool:
        """Whether a line or shot is to have no sound."""
        line = self.decisions.lines.get(ref)
        if line is not None and (line.muted or line.removed):
            return True
        shot = self.decisions.shots.get(ref)
        return shot is not None and shot.muted

    def prompts(self, ref: str, general: tuple[str, str]) -> tuple[str, str]:
        """What a shot is to sound of and what not: its own where it has any."""
        shot = self.decisions.shots.get(ref)
        if shot is None:
            return general
        return shot.prompt or general[0], shot.negative_prompt or general[1]


def apply(material: Material, decisions: Decisions) -> Applied:
    """`material` with lines as they were edited, and notes on what is muted or fits nothing."""
    decided = decisions.lines or decisions.shots or decisions.takes
    present = fingerprints(material.cues, material.shots) if decided else {}
    settled, orphaned = settle(decisions, present)
    missed = {ref: was for ref, was in orphaned.items() if not _is_only_removed(settled, ref)}
    problems = [*material.problems, *_orphan_notes(missed, material)]
    problems += _muted_notes(settled, material)
    problems += gain_notes(settled.gains, material.document.path.name)
    cues = material.cues
    if settled.lines or settled.added:
        edited = edited_cues(cues, settled)
        cues = inside(edited, settled, material, problems)
        problems += [*retimed_notes(material, settled), *wordless_notes(material)]
    refs = shot_refs(material.shots)
    return Applied(
        material=replace(material, cues=cues, problems=tuple(problems)),
        decisions=settled,
        shot_refs={shot.index: ref for shot, ref in zip(material.shots, refs, strict=True)},
    )


def settle(
    decisions: Decisions, present: Mapping[str, Fingerprint]
) -> tuple[Decisions, dict[str, Fingerprint]]:
    """Decisions under the references that things have now, and what fits nothing any more.

    `present` is everything on the timeline, by reference. What fits nothing stays in the
    decisions, under its reference with `ORPHANED` before it, and is found again when its line
    or shot returns.
    """
    refs = [*decisions.lines, *decisions.shots, *decisions.takes]
    if not refs:
        return decisions, {}
    unknown = Fingerprint("", 0.0)
    before = {
        ref: decisions.fingerprints.get(ref) or present.get(plain(ref), unknown) for ref in refs
    }
    found = find_again(before, present)
    found.update(_find_by_edit(decisions, before, present, found))
    names = {**found, **_orphan_names([ref for ref in before if ref not in found])}
    orphaned = {names[ref]: known for ref, known in before.items() if ref not in found}
    known = _known(before, names, present)
    lines = {names[ref]: entry for ref, entry in decisions.lines.items()}
    settled = replace(
        decisions,
        lines={ref: _without_fulfilled(line, known[ref]) for ref, line in lines.items()},
        shots={names[ref]: entry for ref, entry in decisions.shots.items()},
        takes={names[ref]: entry for ref, entry in decisions.takes.items()},
        fingerprints=known,
    )
    return settled, orphaned


def _find_by_edit(
    decisions: Decisions,
    before: Mapping[str, Fingerprint],
    present: Mapping[str, Fingerprint],
    found: Mapping[str, str],
) -> dict[str, str]:
    """Lines whose edit has come into the subtitles meanwhile, as by our own SRT."""
    edited = {
        ref: edited_fingerprint(before[ref], line)
        for ref, line in decisions.lines.items()
        if (line.text is not None or line.times is not None) and ref not in found
    }
    if not edited:
        return {}
    taken = set(found.values())
    return find_again(edited, {ref: now for ref, now in present.items() if ref not in taken})


def _orphan_names(refs: list[str]) -> dict[str, str]:
    """Names for what is orphaned, which no line or shot has: it may share its reference."""
    names: dict[str, str] = {}
    taken = {ref for ref in refs if ref.startswith(ORPHANED)}
    for ref in refs:
        name, copy = (ref if ref.startswith(ORPHANED) else ORPHANED + ref), 1
        while name != ref and name in taken:
            copy += 1
            name = f"{ORPHANED}{ref}~{copy}"
        taken.add(name)
        names[ref] = name
    return names


def _known(
    before: Mapping[str, Fingerprint], names: Mapping[str, str], present: Mapping[str, Fingerprint]
) -> dict[str, Fingerprint]:
    """What everything is now; of a shot whose media is not there, what it was."""
    known = {}
    for ref, old in before.items():
        now = present.get(names[ref], old)
        known[names[ref]] = old if old.media and not now.media else now
    return known


def _without_fulfilled(line: LineDecision, now: Fingerprint) -> LineDecision:
    return replace(line, text=None) if line.text == now.text else line


def _is_only_removed(decisions: Decisions, ref: str) -> bool:
    """Whether all that was decided of a line is that it is none: then it may well be gone."""
    return ref not in decisions.takes and decisions.lines.get(ref) == LineDecision(removed=True)


def _muted_notes(decisions: Decisions, material: Material) -> list[Problem]:
    """One note for all that is muted: a track with a hole in it must not look like a fault."""
    counts = {
        "line": sum(e.muted for ref, e in decisions.lines.items() if not ref.startswith(ORPHANED)),
        "shot": sum(e.muted for ref, e in decisions.shots.items() if not ref.startswith(ORPHANED)),
    }
    told = [f"{n} {what}{'' if n == 1 else 's'}" for what, n in counts.items() if n]
    there = [line for ref, line in decisions.lines.items() if not ref.startswith(ORPHANED)]
    removed = sum(line.removed for line in there)
    where, notes = material.document.path.name, []
    if removed:
        what = f"{removed} line{'' if removed == 1 else 's'} of the subtitles"
        notes.append(Problem(where, f"deleted by decision: {what}", _RESTORE, note=True))
    if not told:
        return notes
    message = f"muted by decision and left out: {' and '.join(told)}"
    refs = [*decisions.lines, *decisions.shots]
    deleted = sum(is_deleted(decisions, ref) for ref in refs if not ref.startswith(ORPHANED))
    if deleted:
        message += f", of which an editor deleted {deleted}"
    hint = BRING_BACK if deleted else ""
    return [*notes, Problem(where, message, hint, note=True)]


def _orphan_notes(orphaned: Mapping[str, Fingerprint], material: Material) -> list[Problem]:
    """What decisions fit nothing; together where all of their kind are gone."""
    where = material.document.path.name
    notes = []
    present = {"cue": bool(material.cues), "shot": bool(material.shots)}
    for kind, what in _WHAT.items():
        ours = {ref: known for ref, known in orphaned.items() if kind_of(plain(ref)) == kind}
        if ours and not present[kind]:
            message = f"{len(ours)} decisions about {what}s wait: no {what} is there"
            hint = "Give the subtitles again." if kind == CUE else ""
            notes.append(Problem(where, message, hint, note=True))
            continue
        if ours:
            message = f"what was decided about {_told(list(ours.values()), what)}"
            message += f"fits no {what} any more; it is kept"
            hint = "Decide again for the line or shot that stands there now."
            notes.append(Problem(where, message, hint, note=True))
    return notes


def _told(orphaned: Sequence[Fingerprint], what: str) -> str:
    """The one, or how many there are and the first of them."""
    named = first_few(orphaned, lambda known: f"{known.text!r} ({clock(known.start_s)})")
    return f"the {what} {named} " if len(orphaned) == 1 else f"{len(orphaned)} {what}s, {named}, "
