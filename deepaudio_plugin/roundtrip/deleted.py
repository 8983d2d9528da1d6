"""Clips of ours that an editor has deleted in a host: they stay deleted until asked for.

What was never on the timeline is not deleted. That a clip was there shows by its sound, which
still lies in the folder with those that are there.
"""

from __future__ import annotations

from collections.abc import Sequence

import opentimelineio as otio

from deepaudio_plugin.core.problems import Problem, first_few
from deepaudio_plugin.decisions.apply import BRING_BACK
from deepaudio_plugin.decisions.deleted_clips import leave_out_deleted, note_present
from deepaudio_plugin.decisions.model import Decisions, TakeDecision
from deepaudio_plugin.decisions.refs import fingerprints
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.roundtrip.linking import linked
from deepaudio_plugin.roundtrip.returned_take import ReturnedTake
from deepaudio_plugin.roundtrip.returning import Returned
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.flatten import is_video

_NO_TAKE = TakeDecision()
_MOST_SOUNDS = {"cmx_3600": 4}
"""Sound tracks that a format holds: what lay on others was not deleted."""


def without_deleted(
    back: Returned,
    takes: Sequence[ReturnedTake],
    material: Material,
    jobs: Sequence[Job],
    decisions: Decisions,
) -> tuple[Decisions, list[Problem]]:
    """Decisions that leave out what was deleted on the timeline that came `back`, and a note.

    `takes` are those of its clips, `linked` with `jobs`, which were planned with `decisions`.
    """
    known = fingerprints(material.cues, material.shots)
    there = {take.ref for take in takes if take.ref}
    for ref in there & known.keys():
        decisions = note_present(decisions, ref, known[ref])
    gone = [] if _is_full(material.document) else _gone(back, there, jobs, decisions)
    if not gone:
        return decisions, []
    where = material.document.path.name
    kinds = {job.stem for job in jobs if job.ref in there}
    out = [job for job in gone if job.stem in kinds]
    for job in out:
        decisions = leave_out_deleted(decisions, job.ref, known[job.ref])
    notes = []
    if out:
        message = f"{_named(out)} deleted in the editor, and left out from now on"
        notes.append(Problem(where, message, BRING_BACK, note=True))
    if again := [job for job in gone if job.stem not in kinds]:
        message = f"{_named(again)} not on the timeline that came back, as nothing of their kind"
        hint = "They are laid again; mute them, or make other tracks with --tracks."
        notes.append(Problem(where, message, hint, note=True))
    return decisions, notes


def _gone(back: Returned, there: set[str], jobs: Sequence[Job], decisions: Decisions) -> list[Job]:
    """Jobs whose clips were on the timeline and are not, in the order of time."""
    missing = [
        job
        for job in jobs
        if job.requests and job.ref not in there and not _is_kept_away(job, decisions)
    ]
    if not missing or not there:
        return []
    found = {take.ref for take in linked(back.left_behind(), jobs) if take.ref}
    return [job for job in missing if job.ref in found]


def _is_kept_away(job: Job, decisions: Decisions) -> bool:
    """Whether a clip is missing for another reason: most formats leave out what is switched
    off, and what was deleted once may have been asked for since."""
    wish = decisions.takes.get(job.ref, _NO_TAKE)
    off = wish.placing is not None and all(clip.muted for clip in wish.placing.clips)
    return off or wish.deleted


def _is_full(document: Document) -> bool:
    """Whether a format may have had no room for more of our tracks."""
    most = _MOST_SOUNDS.get(document.kind)
    tracks = [t for t in document.timeline.tracks if isinstance(t, otio.schema.Track)]
    return most is not None and sum(not is_video(track) for track in tracks) >= most


def _named(jobs: Sequence[Job]) -> str:
    clips = "1 clip is" if len(jobs) == 1 else f"{len(jobs)} clips are"
    return f"{first_few(jobs, lambda job: repr(job.name))}: {clips}"
