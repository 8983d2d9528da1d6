"""Jobs whose clips stay where an editor has put them in a host."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from deepaudio_plugin.core.problems import Problem, report
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.decisions.places import Place, Placing, at_rate
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.timeline.timing import exact_rate

_SAME_S = 0.02  # seconds of picture; less than a frame at any rate in use


def with_places(
    jobs: Sequence[Job], decisions: Decisions, where: str
) -> tuple[list[Job], list[Problem]]:
    """`jobs` with the places decided on, and notes on what stays and what is let go."""
    placed = {ref: take.placing for ref, take in decisions.takes.items() if take.placing}
    if not placed:
        return list(jobs), []
    found: list[Job] = []
    kept, notes, dropped = 0, list[Problem](), list[Problem]()
    for job in jobs:
        placing = placed.get(job.ref)
        if placing is None or not job.requests:
            found.append(job)
        elif fits(placing, job):
            clips = at_rate(placing, float(exact_rate(job.start.rate))).clips
            found.append(replace(job, places=clips))
            kept += len(placing.clips)
        else:
            found.append(job)
            dropped.append(let_go(job, where))
    if kept:
        stay = "clip stays where the editor put it"
        stay = stay if kept == 1 else "clips stay where the editor put them"
        notes.append(Problem(where, f"{kept} {stay}", note=True))
    report(notes, dropped)
    return found, notes


def let_go(job: Job, where: str) -> Problem:
    """The note on a clip that was moved or trimmed as another sound than its job is now."""
    what = "line" if job.stem == "speech" else "shot"
    message = (
        f"{job.name!r} was moved or trimmed before its {what} changed; "
        f"it is where its {what} has it now"
    )
    return Problem(where, message, note=True)


def placing(job: Job, clips: tuple[Place, ...]) -> Placing | None:
    """`clips` placed for `job` as it is now; None where they are where the job has them."""
    if all(clip.is_home for clip in clips) and len(clips) < 2:
        return None
    spec = job.spec
    return Placing(
        clips=clips,
        rate=float(exact_rate(job.start.rate)),
        frames=length_of(job),
        text=spec.text,
        picture_s=None if spec.picture is None else round(spec.picture.media_start_s, 6),
    )


def fits(kept: Placing, job: Job) -> bool:
    """Whether what was placed is still what `job` is: wherever it is by now.

    At another frame rate a host's rounding makes it no other.
    """
    now = placing(job, kept.clips)
    if now is None:
        return True
    rounding = int(now.rate != kept.rate)
    kept = at_rate(kept, now.rate)
    before, after = kept.picture_s, now.picture_s
    if (
        before is not None
        and after is not None
        and abs(before - after) > _SAME_S + (rounding / now.rate)
    ):
        return False
    return now.text == kept.text and abs(now.frames - kept.frames) <= rounding


def length_of(job: Job) -> int:
    """Frames that the line or shot of a job lasts."""
    frames: float = job.range.duration.rescaled_to(job.start.rate).value
    return round(frames)
