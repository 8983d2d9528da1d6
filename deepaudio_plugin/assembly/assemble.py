"""Duck, stamp, place on tracks, write, preview: in that order, each step whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from deepaudio_plugin.assembly.media import MediaMaker
from deepaudio_plugin.assembly.mixing import MixResult, mix, mix_name, mix_order
from deepaudio_plugin.assembly.provenance import job_provenance, take_provenance
from deepaudio_plugin.assembly.soundings import Stem, soundings, stems
from deepaudio_plugin.options import RenderOptions
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.reading.document import Document
from deepaudio_plugin.reading.problems import Problem
from deepaudio_plugin.rendering import Outcome
from deepaudio_plugin.steps import JobFailed, Watch
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient
from deepaudio_plugin.writing.names import media_folder
from deepaudio_plugin.writing.save import output_path, write
from deepaudio_plugin.writing.tracks import Mixdown, Placed, build_tracks


@dataclass(frozen=True)
class Assembly:
    """Everything the last leg works with."""

    document: Document
    plan: Plan
    options: RenderOptions
    outcome: Outcome
    library: TakeLibrary
    worker: Callable[[], WorkerClient]


@dataclass(frozen=True)
class Written:
    """What is on disk now."""

    output: Path | None = None
    media_folder: Path | None = None
    preview: Path | None = None
    backup: Path | None = None
    failures: tuple[JobFailed, ...] = ()
    problems: tuple[Problem, ...] = ()


def assemble(work: Assembly, watch: Watch) -> Written:
    """Write the timeline with its new tracks; nothing at all when no take was rendered.

    Raises OutputError when it cannot be written.
    """
    options, plan = work.options, work.plan
    found = soundings(plan, work.outcome)
    if not found:
        return Written()
    output = output_path(work.document, options.output, in_place=options.in_place)
    folder = media_folder(output)
    wanted = stems(found, plan.start, options.duck_db)
    maker = MediaMaker(folder, plan, options.duck_db, work.library.staging_dir(), work.worker)
    files, failures = maker.make(wanted, watch)
    mixed = _mix(work, wanted, files, folder, watch)
    tracks = build_tracks(
        _placed(plan, wanted, files, options),
        plan.rate,
        plan.start,
        folder=output.parent,
        mix=_mixdown(plan, mixed) if "mix" in options.tracks else None,
    )
    saved = write(work.document, tracks, options.output, in_place=options.in_place)
    work.library.refer([s.request.key for s in found], saved.path)
    return Written(
        output=saved.path,
        media_folder=folder,
        preview=options.preview if mixed else None,
        backup=saved.backup,
        failures=tuple(failures),
        problems=_problems(mixed, saved.notes),
    )


def _mix(
    work: Assembly,
    wanted: Sequence[Stem],
    files: Mapping[str, Path],
    folder: Path,
    watch: Watch,
) -> MixResult | None:
    preview = work.options.preview
    keep = "mix" in work.options.tracks
    if not keep and preview is None:
        return None
    home = folder if keep else work.library.staging_dir()
    path = home / mix_name(wanted)
    order = mix_order(work.plan, wanted, files, path, preview)
    result = mix(order, work.worker(), watch)
    if not keep:
        path.unlink(missing_ok=True)
    return result


def _placed(
    plan: Plan, wanted: Sequence[Stem], files: Mapping[str, Path], options: RenderOptions
) -> list[Placed]:
    """Jobs with their files, for the tracks that were asked for."""
    placed = []
    for _, group in groupby(wanted, key=lambda stem: stem.sounding.job.id):
        ours = [stem for stem in group if stem.file_name in files]
        if not ours or ours[0].sounding.job.stem not in options.tracks:
            continue
        job = ours[0].sounding.job
        placed.append(
            Placed(
                job=job,
                takes=tuple((s.sounding.take, files[s.file_name]) for s in ours),
                provenance=job_provenance(plan, job),
                take_provenance=tuple(
                    take_provenance(s.sounding, len(s.under), options.duck_db) for s in ours
                ),
            )
        )
    return placed


def _mixdown(plan: Plan, mixed: MixResult | None) -> Mixdown | None:
    if mixed is None:
        return None
    facts = {"engine": plan.engine.name, "engine_title": plan.engine.title}
    return Mixdown(mixed.path, mixed.num_samples, facts)


def _problems(mixed: MixResult | None, notes: Sequence[str]) -> tuple[Problem, ...]:
    told = [Problem("preview", warning) for warning in (mixed.warnings if mixed else ())]
    return (*told, *(Problem("", note, note=True) for note in notes))
