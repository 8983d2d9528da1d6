"""What is laid on our tracks: clips with files and gains, the mix, and where sounds dissolve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import number
from deepaudio_plugin.formats import writing as formats
from deepaudio_plugin.hosts.registry import dialect
from deepaudio_plugin.output.delivering import Delivered
from deepaudio_plugin.output.marking import statement_of
from deepaudio_plugin.output.placed_takes import Stem, placed_takes, stems
from deepaudio_plugin.output.provenance import job_provenance, take_provenance
from deepaudio_plugin.output.tracks import Mixdown, Placed
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.rendering.outcome import Outcome
from deepaudio_plugin.timeline.shots import NO_DISSOLVES, Dissolves, dissolves


def stems_for(output: Path, plan: Plan, outcome: Outcome, options: RenderOptions) -> list[Stem]:
    """What is to be on disk for the timeline at `output`: its format may hold gains of clips."""
    has_gains = formats.kind_of(output) in formats.KEEPS_GAINS
    placed = placed_takes(plan, outcome, clips_have_gains=has_gains)
    return stems(placed, plan.start, options.ducking)


def laid_clips(
    plan: Plan, wanted: Sequence[Stem], files: Mapping[str, Path], options: RenderOptions
) -> list[Placed]:
    """Clips with their files: one of each job, and its copies."""
    placed = []
    for _, group in groupby(wanted, key=lambda s: (s.placed.job.id, s.placed.copy)):
        ours = [stem for stem in group if stem.file_name in files]
        if not ours:
            continue
        job = ours[0].placed.job
        placed.append(
            Placed(
                job=job,
                takes=tuple((s.placed.take, files[s.file_name]) for s in ours),
                provenance=job_provenance(plan, job)
                | ({} if job.requests[0].is_recorded else statement_of(options))
                | ({"clip_gain_db": gain} if (gain := ours[0].placed.clip_gain_db) else {}),
                take_provenance=tuple(
                    take_provenance(s.placed, len(s.under), options.ducking) for s in ours
                ),
                place=ours[0].placed.place,
            )
        )
    return placed


def mixdown(plan: Plan, mixed: Delivered | None, options: RenderOptions) -> Mixdown | None:
    """The clip of the mix, where there is one."""
    if mixed is None:
        return None
    facts = {"engine": plan.engine.name, "engine_title": plan.engine.title, "spec": mixed.spec}
    return Mixdown(mixed.path, mixed.num_samples, mixed.channels, facts | statement_of(options))


def laid_dissolves(
    plan: Plan, options: RenderOptions, kind: str
) -> tuple[Dissolves, tuple[str, ...]]:
    """The dissolves that our track of sound gets in a file of `kind`, and a note where not."""
    known = dissolves(plan.shots) if "audio" in options.tracks else NO_DISSOLVES
    host = dialect(options.dialect)
    if not known or (host.crossfades and kind in formats.KEEPS_CROSSFADES):
        return known, ()
    whose = f".{kind} files" if host.crossfades else host.host
    note = (
        f"{number(len(known), 'dissolve')} of the picture: the sound cuts there, as {whose} "
        "may not take a transition of sound; its handles hold what a crossfade needs"
    )
    return NO_DISSOLVES, (note,)
