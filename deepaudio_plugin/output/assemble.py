"""Duck, stamp, place on tracks, write, preview: in that order, each step whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio_plugin.core.delivery import DEFAULT_SPEC, SPECS, levels_line
from deepaudio_plugin.core.errors import CancelledError, DeepAudioError, JobError, OutputError
from deepaudio_plugin.core.files import output_errors, replacing
from deepaudio_plugin.core.leftovers import put_back, sweep, temp_name
from deepaudio_plugin.core.options import NO_MARK, RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.protocol import Done, Mix
from deepaudio_plugin.formats import writing as formats
from deepaudio_plugin.hosts.registry import dialect
from deepaudio_plugin.output.ambience import AmbienceMaker
from deepaudio_plugin.output.claim_list import LIST_NAME, tidy_list, write_list
from deepaudio_plugin.output.claims import preview_claim
from deepaudio_plugin.output.delivering import Delivered, Delivery, Making
from deepaudio_plugin.output.laying import laid_clips, laid_dissolves, mixdown, stems_for
from deepaudio_plugin.output.marking import Marker
from deepaudio_plugin.output.media import MediaMaker
from deepaudio_plugin.output.mixing import mix, mix_order
from deepaudio_plugin.output.output_lock import alone_at
from deepaudio_plugin.output.paths import whole_or_nothing
from deepaudio_plugin.output.placed_takes import Stem, is_heard
from deepaudio_plugin.output.save import keep_theirs, output_path, write
from deepaudio_plugin.output.tracks import build_tracks
from deepaudio_plugin.output.unused_sounds import digests_in, remove_unused
from deepaudio_plugin.output.written_files import WrittenFiles
from deepaudio_plugin.ownership.ours import our_file
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
    stems: Sequence[Stem] | None = None  # as `stems_for` finds them, where that is done already
    undoable: bool = False  # what the output named before stays, so that it can be put back


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
    delivered: Delivered | None = None  # the mix and its stems


def assemble(work: Assembly, watch: Watch) -> Written:
    """Write the timeline with its new tracks; nothing at all when no take was rendered.

    Nobody else writes the same timeline meanwhile, and what killed renders left is swept.
    Raises OutputError when it cannot be written; then no file of this run stays.
    """
    options, known = work.options, work.stems
    output = output_path(
        work.document, options.output, in_place=options.in_place, dialect=options.dialect
    )
    if known is None:
        known = stems_for(output, work.plan, work.outcome, options)
    if not known:
        return Written()
    with alone_at(output, watch), _temp_folder(work.library) as temp:
        _sweep(work, output)
        assembler = _Assembler(work, output, known, temp)
        written = assembler.write(watch)
        return assembler.preview(written, watch)


@contextmanager
def _temp_folder(library: TakeLibrary) -> Iterator[Path]:
    """A folder for what is needed only meanwhile. Raises OutputError."""
    staging = library.staging_dir()
    with output_errors(library.root):
        folder = tempfile.TemporaryDirectory(dir=staging)
    with folder:
        yield Path(folder.name)


def _sweep(work: Assembly, output: Path) -> None:
    """Remove what killed processes of ours have left half-written where this run writes."""
    put_back(output)
    folders = {output.parent, media_folder(output), work.document.path.parent}
    if work.options.preview is not None:
        folders.add(work.options.preview.expanduser().absolute().parent)
    for folder in folders:
        sweep(folder)


class _Assembler:
    """The stems of a timeline, made into files and tracks."""

    def __init__(self, work: Assembly, output: Path, found: Sequence[Stem], temp: Path) -> None:
        self._work = work
        self._temp = temp
        self._options = options = work.options
        self._dialect = dialect(options.dialect)
        self._output = output
        self._folder = media_folder(output)
        self._sounds = WrittenFiles(self._folder)
        self._notes: list[str] = []
        self._marker = Marker(options.mark != NO_MARK, work.worker)
        self._all = found
        self._shown = [s for s in self._all if s.placed.job.stem in options.tracks]
        others = [s for s in self._all if s.placed.job.stem not in options.tracks]
        self._heard = [s for s in others if is_heard(s.placed)]  # as the mix has it
        self._files: Mapping[str, Path] = {}

    def write(self, watch: Watch) -> Written:
        """Make the files and the timeline that names them."""
        work, options, plan = self._work, self._options, self._work.plan
        delivery = Delivery(plan, self._all, self._sounds, options, marker=self._marker)
        names = [*(stem.file_name for stem in self._shown), *delivery.names, LIST_NAME]
        maker = MediaMaker(
            *(self._sounds, self._temp, plan, options.ducking, work.worker), marker=self._marker
        )
        replaced = self._named_before() if work.undoable else frozenset()
        with whole_or_nothing(self._folder, names), self._marker:
            self._files, failures = maker.make(self._shown, self._heard, watch)
            self._notes += maker.notes
            mixed = self._deliver(delivery, watch)
            self._notes += write_list(self._marker.claims, self._sounds)
            watch.check("stopped before the timeline was written")
            crossed, uncrossed = laid_dissolves(plan, options, formats.kind_of(self._output))
            self._notes += uncrossed
            if any(stem.placed.on_clip for stem in self._shown):
                self._notes.append("gains of tracks and lines are the clips' own: files have none")
            tracks = build_tracks(
                laid_clips(plan, self._shown, self._files, options),
                plan.rate,
                plan.start,
                folder=self._output.parent,
                mix=mixdown(plan, mixed, options) if "mix" in options.tracks else None,
                clock=self._dialect.clock,
                dissolves=crossed,
            )
            saved = write(
                work.document,
                tracks,
                options.output,
                in_place=options.in_place,
                dialect=options.dialect,
                size=_frame_size(work) if self._dialect.sized else None,
                embed=options.embed,
                media_roots=options.media_roots,
            )
        self._sounds.save()
        self._remove_unused(set(names), replaced)
        if not self._marker.is_on:
            self._notes += tidy_list(self._sounds)
            self._sounds.save()
        notes = [Problem("", note, note=True) for note in (*self._notes, *saved.notes)]
        return Written(
            output=saved.path,
            media_folder=self._folder,
            backup=saved.backup,
            failures=tuple(failures),
            delivered=mixed,
            problems=(*notes, *self._marker.problems(), *self._refer(saved.path)),
        )

    def preview(self, written: Written, watch: Watch) -> Written:
        """Add the preview film where one is asked for; its failure harms nothing else."""
        if self._options.preview is None:
            return written
        preview = self._options.preview.expanduser().absolute()
        try:
            told = self._make_preview(preview, watch)
        except CancelledError:
            raise
        except DeepAudioError as error:
            return replace(written, preview_failure=error)
        return replace(written, preview=preview, problems=(*written.problems, *told))

    def _make_preview(self, preview: Path, watch: Watch) -> list[Problem]:
        """Make the film under another name, which takes its place; what is to be told of it."""
        place = preview.resolve() if preview.is_symlink() else preview
        part = place.with_name(temp_name(place.suffix))
        order = mix_order(self._work.plan, self._all, self._files, self._temp / "preview.wav", part)
        target = SPECS[self._options.spec].target
        order = replace(order, target=target, channels=2, watermark=self._options.watermark)
        with output_errors(preview):
            place.parent.mkdir(parents=True, exist_ok=True)
            films = WrittenFiles(place.parent)
            with replacing(place, temp=part):
                done = self._made(order, preview, watch)
                is_in = done.levels is not None and done.levels.watermark_db is not None
                claim = preview_claim(self._work.plan, part, watermarked=is_in)
                with self._marker:
                    self._marker.sign_film(claim, watch)
                kept = keep_theirs(place, films)
                films.note(place, part)
        films.save()
        return [
            *(Problem("", note, note=True) for note in kept),
            *(Problem("preview", warning) for warning in done.warnings),
            *(Problem("preview", line, note=True) for line in self._levels_of(done)),
        ]

    def _levels_of(self, done: Done) -> list[str]:
        """What was measured of a preview's mix; nothing where the same is said of the mix."""
        is_said = "mix" in self._options.tracks or self._options.stems
        if done.levels is None or is_said:
            return []
        return [f"sound {levels_line(SPECS[self._options.spec], done.levels)}"]

    def _made(self, order: Mix, path: Path, watch: Watch) -> Done:
        """Have a mix made that is to become `path`. Raises as `mix`."""
        part = order.preview_path or order.out_path
        try:
            done = mix(order, self._work.worker(), watch)
        except DeepAudioError as error:
            if error.where != part:
                raise
            raise type(error)(error.message, where=str(path), hint=error.hint) from error
        if not _is_file(Path(part)):
            raise JobError("the worker said that it was done, but wrote no file", where=str(path))
        return done

    def _named_before(self) -> frozenset[str]:
        """The sounds that what is at the output now names, by the digests in their names."""
        try:
            return frozenset(digests_in(self._output))
        except (OSError, EOFError):
            return frozenset()

    def _remove_unused(self, names: set[str], digests: frozenset[str]) -> None:
        """Remove what earlier settings left in the media folder, and note how much that was."""
        for name in self._sounds.names():
            ours = our_file(name)
            if ours is not None and ours.digest in digests:
                names.add(name)
        gone = remove_unused(self._folder, names, self._sounds)
        if gone:
            files = f"{gone} sounds" if gone > 1 else "1 sound"
            self._notes.append(f"{files} of earlier settings removed from {self._folder.name}")

    def _deliver(self, delivery: Delivery, watch: Watch) -> Delivered | None:
        """The mix and its stems, as far as they are asked for."""
        options = self._options
        if "mix" not in options.tracks and not options.stems:
            if options.spec != DEFAULT_SPEC and options.preview is None:
                self._notes.append("a loudness counts for the mix, its stems and the preview only")
            if options.watermark and options.preview is None:
                self._notes.append("a watermark goes into the mix and the preview only")
            if options.channels == "5.1":
                self._notes.append("5.1 counts for the mix and its stems only: clips are stereo")
            return None
        work = self._work
        ambience = AmbienceMaker(
            *(work.plan, options.ducking, work.library, work.worker), self._temp / "ambience"
        )
        making = Making(
            lambda order, path: self._made(order, path, watch),
            lambda: ambience.make(delivery.heard, self._files, watch),
            watch,
        )
        delivered = delivery.make(self._files, making)
        self._notes += [*delivery.notes, *ambience.notes]
        if delivered.stems:
            self._notes.append("music and effects, without any music, is not lowered under speech")
        return delivered

    def _refer(self, output: Path) -> list[Problem]:
        """Have the library keep the takes in use; a timeline that is written stays written."""
        try:
            self._work.library.refer([s.placed.request.key for s in self._all], output)
        except OutputError as error:
            return [Problem(str(error.where), f"not noted as in use: {error.message}", error.hint)]
        return []


def _is_file(path: Path) -> bool:
    """Whether a file with something in it is there, and no link to one."""
    return path.is_file() and not path.is_symlink() and path.stat().st_size > 0


def _frame_size(work: Assembly) -> tuple[int, int] | None:
    """Width and height of the first picture that the timeline shows, where it can be read."""
    requests = (request for job in work.plan.jobs for request in job.requests)
    pictures = (p for r in requests for p in (r.picture, *(part.picture for part in r.parts)))
    path = next((picture.path for picture in pictures if picture is not None), None)
    if path is None:
        return None
    try:
        facts = work.worker().probe(path)
    except DeepAudioError:
        return None
    return (facts.width, facts.height) if facts.width and facts.height else None
