"""The media folder: each take ducked, stamped as Broadcast WAV, and named for people."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from deepaudio_plugin.assembly.soundings import Stem
from deepaudio_plugin.errors import from_code
from deepaudio_plugin.files import output_errors
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.planning.report import full_prompt
from deepaudio_plugin.protocol import Done, Failed, Fuse
from deepaudio_plugin.steps import Gauge, JobFailed, Watch
from deepaudio_plugin.timing import samples
from deepaudio_plugin.worker_client.client import WorkerClient
from deepaudio_plugin.writing.bwf import Broadcast, write_broadcast_wav


class MediaMaker:
    """Fills one media folder."""

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        duck_db: float,
        staging: Path,
        worker: Callable[[], WorkerClient],
    ) -> None:
        self._folder = folder
        self._start = plan.start
        self._engine = plan.engine
        self._duck_db = duck_db
        self._staging = staging
        self._worker = worker

    def make(self, wanted: Sequence[Stem], watch: Watch) -> tuple[dict[str, Path], list[JobFailed]]:
        """The file of each stem by its file name; those that failed are listed apart.

        Files already there stay as they are: their names stand for their content.
        """
        missing = [stem for stem in wanted if not (self._folder / stem.file_name).exists()]
        gauge = Gauge(len(missing), len(missing), watch.listener)
        failed: list[JobFailed] = []
        with ExitStack() as stack:
            aside = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=self._staging)))
            ducked = self._duck([s for s in missing if s.under], aside, failed, watch)
            for done, stem in enumerate(missing):
                watch.check("stopped before the timeline was written")
                gauge.show("writing sound", done, done)
                if not stem.under or stem.file_name in ducked:
                    self._stamp(stem, ducked.get(stem.file_name))
        gone = {failure.job.id for failure in failed}
        files = {
            stem.file_name: self._folder / stem.file_name
            for stem in wanted
            if not (stem.under and stem.sounding.job.id in gone)
        }
        return files, failed

    def _duck(
        self,
        wanted: Sequence[Stem],
        aside: Path,
        failed: list[JobFailed],
        watch: Watch,
    ) -> dict[str, Path]:
        """Lower audio under speech; the results by the file name they are for."""
        if not wanted:
            return {}
        by_id = {f"fuse-{n}": stem for n, stem in enumerate(wanted)}
        requests = [
            Fuse(
                id=id_,
                audio=stem.sounding.part(),
                speech=tuple(s.part() for s in stem.under),
                out_path=str(aside / f"{id_}.wav"),
                duck_db=self._duck_db,
                engine=self._engine.name,
            )
            for id_, stem in by_id.items()
        ]
        found: dict[str, Path] = {}
        for event in self._worker().run(requests, cancelled=watch.cancelled):
            stem = by_id[event.id]
            if isinstance(event, Done):
                found[stem.file_name] = Path(event.path)
            elif isinstance(event, Failed):
                job = stem.sounding.job
                error = from_code(event.code, event.message, where=job.where, hint=event.hint)
                failed.append(JobFailed(job, error))
        return found

    def _stamp(self, stem: Stem, ducked: Path | None) -> None:
        target = self._folder / stem.file_name
        with output_errors(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            source = ducked or Path(stem.sounding.take.path)
            write_broadcast_wav(source, target, self._facts(stem, ducked is not None))

    def _facts(self, stem: Stem, ducked: bool) -> Broadcast:
        """What a file says of itself: its identity survives where hosts drop metadata."""
        sounding = stem.sounding
        request, take, title = sounding.request, sounding.take, self._engine.title
        said = request.text or full_prompt(request)
        return Broadcast(
            description=f"{title} | {sounding.job.name}",
            reference=request.key[:32],
            time_reference=samples(self._start) + sounding.file_start,
            lufs=None if ducked else take.lufs,
            true_peak_db=None if ducked else take.true_peak_db,
            name=sounding.job.name,
            take=sounding.number,
            note=f"{title}\n{said}\nseed {request.seed}\n{sounding.job.where}\nkey {request.key}",
            history="A=PCM,F=48000,W=24,M=mono,T=DeepAudio",
        )
