"""The media folder: each take ducked, stamped as Broadcast WAV, and named for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.files import output_errors
from deepaudio_plugin.core.protocol import Done, Failed, Fuse, OriginClaim
from deepaudio_plugin.output.claims import take_claim
from deepaudio_plugin.output.marking import Marker
from deepaudio_plugin.output.placed_takes import Stem
from deepaudio_plugin.output.save import keep_theirs
from deepaudio_plugin.output.written_files import WrittenFiles
from deepaudio_plugin.ownership.bwf import Broadcast
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.planning.report import full_prompt
from deepaudio_plugin.rendering.progress import Gauge, JobFailed, Watch
from deepaudio_plugin.rendering.renderer import job_error
from deepaudio_plugin.takes.intake import AGAIN
from deepaudio_plugin.takes.recorded import made_by
from deepaudio_plugin.takes.sound_file import regular_file, shape_of
from deepaudio_plugin.timeline.timing import samples
from deepaudio_plugin.worker_client.client import WorkerClient

_BYTES_PER_SAMPLE = 3


class MediaMaker:
    """Fills the media folder of `written`. `temp` is for files that only a mix is made from."""

    def __init__(
        self,
        written: WrittenFiles,
        temp: Path,
        plan: Plan,
        ducking: Ducking,
        worker: Callable[[], WorkerClient],
        *,
        marker: Marker,
    ) -> None:
        self.notes: list[str] = []  # on files that somebody has changed
        self._written = written
        self._folder = written.folder
        self._temp = temp
        self._start = plan.start
        self._engine = plan.engine
        self._ducking = ducking
        self._worker = worker
        self._marker = marker

    def make(
        self, shown: Sequence[Stem], heard: Sequence[Stem], watch: Watch
    ) -> tuple[dict[str, Path], list[JobFailed]]:
        """The file of each stem by its file name; those that failed are listed apart.

        Stems `shown` on tracks go into the folder, those only `heard` in a mix stay temporary.
        Whole files already there stay as they are: their names stand for their content.
        """
        missing = [stem for stem in _each_file(shown) if not is_there(self._folder, stem)]
        failed: list[JobFailed] = []
        to_make = [stem for stem in _each_file((*missing, *heard)) if stem.is_made]
        made = self._made(to_make, failed, watch)
        gauge = Gauge(len(missing), len(missing), watch.listener)
        for done, stem in enumerate(missing):
            watch.check("stopped before the timeline was written")
            gauge.show("writing sound", done, done)
            if not stem.is_made or stem.file_name in made:
                self._write(stem, made.get(stem.file_name), watch)
        self._marker.flush(self._written, watch)
        claims = [claim for stem in _each_file(shown) if (claim := self._claim(stem))]
        self._marker.sign_ours(claims, self._written, watch)
        self._written.save()
        gone = {failure.job.id for failure in failed}
        files = {stem.file_name: self._folder / stem.file_name for stem in shown}
        for stem in heard:
            files[stem.file_name] = made.get(stem.file_name, Path(stem.placed.take.path))
        for stem in (*shown, *heard):
            if stem.is_made and stem.placed.job.id in gone:
                files.pop(stem.file_name, None)
        return files, failed

    def _made(
        self, wanted: Sequence[Stem], failed: list[JobFailed], watch: Watch
    ) -> dict[str, Path]:
        """Sounds at their gains, audio lowered under speech, by the file name they are for."""
        if not wanted:
            return {}
        by_id = {f"fuse-{n}": stem for n, stem in enumerate(wanted)}
        requests = [
            Fuse(
                id=id_,
                audio=stem.source,
                speech=tuple(s.part() for s in stem.under),
                out_path=str(self._temp / f"{id_}.wav"),
                duck_db=self._ducking.depth_db if stem.under else 0.0,
                duck_hold_s=self._ducking.hold_s,
                duck_speed=self._ducking.speed,
            )
            for id_, stem in by_id.items()
        ]
        found: dict[str, Path] = {}
        gauge = Gauge(len(requests), len(requests), watch.listener)
        for done, event in enumerate(self._worker().run(requests, cancelled=watch.cancelled), 1):
            stem = by_id[event.id]
            job = stem.placed.job
            if isinstance(event, Done):
                path = self._temp / f"{event.id}.wav"  # whatever it says
                if wrong := _what_is_wrong(path, stem):
                    said = f"the worker's sound {wrong}"
                    failed.append(JobFailed(job, JobError(said, where=job.where, hint=AGAIN)))
                else:
                    found[stem.file_name] = path
            elif isinstance(event, Failed):
                failed.append(JobFailed(job, job_error(job, event)))
            gauge.show("setting levels", done, done)
        watch.check("stopped before the timeline was written")
        return found

    def _write(self, stem: Stem, made: Path | None, watch: Watch) -> None:
        target = self._folder / stem.file_name
        with output_errors(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            self.notes += keep_theirs(target, self._written)
        source = made or Path(stem.placed.take.path)
        facts = self._facts(stem, made is not None)
        self._marker.write(
            source, target, facts, self._claim(stem), written=self._written, watch=watch
        )

    def _claim(self, stem: Stem) -> OriginClaim | None:
        """What its file claims; None of a person's own sound, of which nothing claims otherwise."""
        if stem.placed.request.is_recorded:
            return None
        return take_claim(stem.placed, self._folder / stem.file_name, self._engine)

    def _facts(self, stem: Stem, is_made: bool) -> Broadcast:
        """What a file says of itself: its identity survives where hosts drop metadata."""
        placed = stem.placed
        request, take = placed.request, placed.take
        title = made_by(request, self._engine.title)
        said = request.text or full_prompt(request)
        whose = f"{placed.job.where}\nkey {request.key}\nwindow {request.num_samples}"
        return Broadcast(
            description=f"{title} | {placed.job.name}",
            reference=request.key[:32],
            time_reference=samples(self._start) + placed.home_start,
            lufs=None if is_made else take.lufs,
            true_peak_db=None if is_made else take.true_peak_db,
            name=placed.job.name,
            take=placed.number,
            note=f"{title}\n{said}\nseed {request.seed}\n{whose}",
            made_by="DeepAudio",
        )


def _what_is_wrong(path: Path, stem: Stem) -> str:
    """Why a file is not what a stem sounds like under speech; "" when by its header it is."""
    part, take = stem.source, stem.placed.take
    try:
        with regular_file(path, of_a_stranger=True) as file:
            shape = shape_of(file)
    except (OSError, ValueError) as error:
        return "is not there" if isinstance(error, OSError) else str(error)
    wanted = (take.channels, take.num_samples if part.length is None else part.length)
    return "" if (shape.channels, shape.num_samples) == wanted else "has another length or width"


def _each_file(stems: Sequence[Stem]) -> list[Stem]:
    """Each file once: copies of a clip share theirs."""
    return list({stem.file_name: stem for stem in reversed(stems)}.values())[::-1]


def is_there(folder: Path, stem: Stem) -> bool:
    """Whether the file of a stem is in the media folder, whole."""
    take = stem.placed.take
    return is_whole(folder / stem.file_name, take.num_samples, take.channels)


def is_whole(path: Path, num_samples: int, channels: int) -> bool:
    """Whether a file is there and can hold so many samples: a copy cut short cannot."""
    try:
        return path.stat().st_size > _BYTES_PER_SAMPLE * num_samples * channels
    except OSError:
        return False
