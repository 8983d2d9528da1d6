"""Duck, stamp, place on tracks, write, preview: in that order, each step whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from deepaudio_plugin.core.errors import CancelledError, DeepAudioError, OutputError
from deepaudio_plugin.core.files import output_errors
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.hosts.registry import dialect
from deepaudio_plugin.output.media import MediaMaker, is_whole
from deepaudio_plugin.output.mixing import (
    MixResult,
    mix,
    mix_channels,
    mix_name,
    mix_order,
)
from deepaudio_plugin.output.paths import whole_or_nothing
from deepaudio_plugin.output.placed_takes import PlacedTake, Stem, is_heard, placed_takes, stems
from deepaudio_plugin.output.provenance import job_provenance, take_provenance
from deepaudio_plugin.output.save import output_path, write
from deepaudio_plugin.output.tracks import Mixdown, Placed, build_tracks
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.rendering.outcome import Outcome
from deepaudio_plugin.rendering.progress import JobFailed, Watch
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.worker_client.client import WorkerClient


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
    preview_failure: DeepAudioError | None = None  # the timeline is written all the same


def assemble(work: Assembly, watch: Watch) -> Written:
    """Write the timeline with its new tracks; nothing at all when no take was rendered.

    Raises OutputError when it cannot be written; then no file of this run stays.
    """
    found = placed_takes(work.plan, work.outcome)
    if not found:
        return Written()
    with _temp_folder(work.library) as temp:
        bench = _Assembler(work, found, temp)
        written = bench.write(watch)
        return bench.preview(written, watch)


@contextmanager
def _temp_folder(library: TakeLibrary) -> Iterator[Path]:
    """A folder for what is needed only meanwhile. Raises OutputError."""
    staging = library.staging_dir()
    with output_errors(library.root):
        folder = tempfile.TemporaryDirectory(dir=staging)
    with folder:
        yield Path(folder.name)


class _Assembler:
    """The stems of a timeline, made into files and tracks."""

    def __init__(self, work: Assembly, found: Sequence[PlacedTake], temp: Path) -> None:
        self._work = work
        self._found = found
        self._temp = temp
        self._options = options = work.options
        self._dialect = dialect(options.dialect)
        self._output = output_path(
            work.document, options.output, in_place=options.in_place, dialect=options.dialect
        )
        self._folder = media_folder(self._output)
        self._all = stems(found, work.plan.start, options.duck_db)
        self._shown = [s for s in self._all if s.placed.job.stem in options.tracks]
        others = [s for s in self._all if s.placed.job.stem not in options.tracks]
        self._heard = [s for s in others if is_heard(s.placed)]  # as the mix has it
        self._files: Mapping[str, Path] = {}

    def write(self, watch: Watch) -> Written:
        """Make the files and the timeline that names them."""
        work, options, plan = self._work, self._options, self._work.plan
        names = [stem.file_name for stem in self._shown] + [self._mix_name]
        maker = MediaMaker(self._folder, self._temp, plan, options.duck_db, work.worker)
        with whole_or_nothing(self._folder, names):
            self._files, failures = maker.make(self._shown, self._heard, watch)
            mixed = self._mix(watch) if "mix" in options.tracks else None
            watch.check("stopped before the timeline was written")
            tracks = build_tracks(
                _placed(plan, self._shown, self._files, options),
                plan.rate,
                plan.start,
                folder=self._output.parent,
                mix=_mixdown(plan, mixed),
                clock=self._dialect.clock,
            )
            saved = write(
                work.document,
                tracks,
                options.output,
                in_place=options.in_place,
                dialect=options.dialect,
                size=_frame_size(work) if self._dialect.sized else None,
            )
        notes = [Problem("", note, note=True) for note in saved.notes]
        return Written(
            output=saved.path,
            media_folder=self._folder,
            backup=saved.backup,
            failures=tuple(failures),
            problems=(*notes, *self._refer(saved.path)),
        )

    def preview(self, written: Written, watch: Watch) -> Written:
        """Add the preview film where one is asked for; its failure harms nothing else."""
        if self._options.preview is None:
            return written
        preview = self._options.preview.expanduser().absolute()
        path = self._temp / "preview.wav"
        order = mix_order(self._work.plan, self._all, self._files, path, preview)
        try:
            with output_errors(preview):
                preview.parent.mkdir(parents=True, exist_ok=True)
            warnings = mix(order, self._work.worker(), watch)
        except CancelledError:
            raise
        except DeepAudioError as error:
            return replace(written, preview_failure=error)
        told = tuple(Problem("preview", warning) for warning in warnings)
        return replace(written, preview=preview, problems=(*written.problems, *told))

    @property
    def _mix_name(self) -> str:
        return mix_name(self._all, self._work.plan)

    def _mix(self, watch: Watch) -> MixResult:
        path = self._folder / self._mix_name
        order = mix_order(self._work.plan, self._all, self._files, path, None)
        channels = mix_channels(self._all)
        if is_whole(path, order.num_samples, channels):
            return MixResult(path, order.num_samples, channels, ())
        with output_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        warnings = mix(order, self._work.worker(), watch)
        return MixResult(path, order.num_samples, channels, warnings)

    def _refer(self, output: Path) -> list[Problem]:
        """Have the library keep the takes in use; a timeline that is written stays written."""
        try:
            self._work.library.refer([s.request.key for s in self._found], output)
        except OutputError as error:
            return [Problem(str(error.where), f"not noted as in use: {error.message}", error.hint)]
        return []


def _frame_size(work: Assembly) -> tuple[int, int] | None:
    """Width and height of the first picture that the timeline shows, where it can be read."""
    requests = (request for job in work.plan.jobs for request in job.requests)
    path = next((r.picture.path for r in requests if r.picture is not None), None)
    if path is None:
        return None
    try:
        facts = work.worker().probe(path)
    except DeepAudioError:
        return None
    return (facts.width, facts.height) if facts.width and facts.height else None


def _placed(
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
                provenance=job_provenance(plan, job),
                take_provenance=tuple(
                    take_provenance(s.placed, len(s.under), options.duck_db) for s in ours
                ),
                place=ours[0].placed.place,
            )
        )
    return placed


def _mixdown(plan: Plan, mixed: MixResult | None) -> Mixdown | None:
    if mixed is None:
        return None
    facts = {"engine": plan.engine.name, "engine_title": plan.engine.title}
    return Mixdown(mixed.path, mixed.num_samples, mixed.channels, facts)
