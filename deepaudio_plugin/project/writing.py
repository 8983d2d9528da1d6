"""The timeline with what is rendered: what a write would do, and doing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from deepaudio_plugin.core.delivery import spec_line
from deepaudio_plugin.core.errors import TimelineEmptyError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem, number
from deepaudio_plugin.output.assemble import Assembly, Written, assemble
from deepaudio_plugin.output.laying import stems_for
from deepaudio_plugin.output.media import is_there
from deepaudio_plugin.output.paths import check_places
from deepaudio_plugin.output.placed_takes import Stem, placed_takes
from deepaudio_plugin.output.save import backup_for, output_path
from deepaudio_plugin.ownership.ours import TITLES
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.rendering.outcome import Outcome, outcome_of
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.takes.library import Entry, TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient


@dataclass(frozen=True)
class OutputFile:
    """A file or track that writing would add or replace."""

    what: str  # in words: "track DeepAudio Speech, 6 clips"
    path: str = ""
    replaces: bool = False


@dataclass(frozen=True)
class Writing:
    """Everything a write needs, as it stood when it was asked for."""

    material: Material
    plan: Plan  # of what is rendered alone
    outcome: Outcome
    options: RenderOptions
    library: TakeLibrary
    missing: int  # jobs without a rendered take

    @property
    def output(self) -> Path:
        """Where the timeline goes. Raises UsageError or OutputError."""
        document, options = self.material.document, self.options
        return output_path(
            document, options.output, in_place=options.in_place, dialect=options.dialect
        )

    def check(self) -> None:
        """Raise UsageError or OutputError when it could not be written where it is to go."""
        check_places(self.material, self.options)

    def write(
        self, worker: Callable[[], WorkerClient], watch: Watch, *, undoable: bool = False
    ) -> Written:
        """Write it; nothing at all when no take is rendered. Raises as `assemble` does.

        A take that is found damaged is dropped and left out, and that is told. What is
        `undoable` leaves the sounds that the earlier output names.
        """
        wrong = self.library.drop_damaged(self.takes_to_read())
        sound = self._without(wrong) if wrong else self
        document, plan, options = self.material.document, self.plan, self.options
        work = Assembly(
            *(document, plan, options, sound.outcome, self.library, worker),
            stems=sound._stems,
            undoable=undoable,
        )
        written = assemble(work, watch)
        told = damaged_lines(wrong, plan.jobs, "it is left out, and has to be generated again")
        return replace(written, problems=(*told, *written.problems))

    def takes_to_read(self) -> list[str]:
        """Content keys of the takes whose files a write reads: of sounds not written yet."""
        options, folder = self.options, media_folder(self.output)
        is_mixed = "mix" in options.tracks or options.stems or options.preview is not None
        keys: dict[str, None] = {}
        for stem in self._stems:
            kind = stem.placed.job.stem
            is_read = not is_there(folder, stem) if kind in options.tracks else is_mixed
            if is_read or (options.stems and kind == "audio"):
                keys.update((placed.request.key, None) for placed in (stem.placed, *stem.under))
        return list(keys)

    def files(self) -> Iterator[OutputFile]:
        """What would be added and replaced; nothing is touched."""
        options, output = self.options, self.output
        yield OutputFile(f"timeline {output.name}", str(output), replaces=output.exists())
        backup = backup_for(output, in_place=options.in_place)
        if backup is not None:
            yield OutputFile(self._kept(output), str(backup))
        yield from self._tracks()
        folder = media_folder(output)
        shown = [stem for stem in self._stems if stem.placed.job.stem in options.tracks]
        new = [stem for stem in shown if not is_there(folder, stem)]
        yield OutputFile(f"{number(len(new), 'new sound file')} of {len(shown)}", str(folder))
        if "mix" in options.tracks or options.stems:
            what = f"mix, {options.channels}, at {spec_line(options.spec)}"
            yield OutputFile(what, str(folder))
        if options.stems:
            yield OutputFile("stems: dialogue, effects, ambience, music and effects", str(folder))
        if options.preview is not None:
            preview = options.preview.expanduser().absolute()
            yield OutputFile(f"preview {preview.name}", str(preview), replaces=preview.exists())

    @cached_property
    def _stems(self) -> list[Stem]:
        """What is to be on disk; of thousands of clips it takes a while to tell."""
        return stems_for(self.output, self.plan, self.outcome, self.options)

    def _without(self, keys: Collection[str]) -> Writing:
        """The same without some takes."""
        takes = {key: take for key, take in self.outcome.takes.items() if key not in keys}
        return replace(self, outcome=replace(self.outcome, takes=takes))

    def _kept(self, output: Path) -> str:
        """What becomes of what is at the output now, in words."""
        if self.options.in_place or output.suffix.lower() != ".otio":
            return "backup of what is there now"
        return "backup of what is there now, if changes by hand in it cannot be carried over"

    def notes(self) -> Iterable[str]:
        """What the timeline would lack."""
        if self.missing:
            yield f"{number(self.missing, 'job')} without a rendered take: left out"

    def clips(self) -> int:
        """How many jobs have a clip."""
        return len({placed.job.id for placed in placed_takes(self.plan, self.outcome)})

    def _tracks(self) -> Iterator[OutputFile]:
        tracks = self.options.tracks
        lanes = Counter((job.stem, job.lane) for job in self.plan.jobs if job.stem in tracks)
        for (stem, lane), clips in sorted(
            lanes.items(), key=lambda item: (item[0][0] == "audio", item)
        ):
            name = TITLES[stem] + (f" {lane + 1}" if lane else "")
            yield OutputFile(f"track {name}, {number(clips, 'clip')}")
        if "mix" in tracks:
            yield OutputFile(f"track {TITLES['mix']}")


def damaged_lines(wrong: Mapping[str, str], jobs: Iterable[Job], then: str) -> list[Problem]:
    """A line on each damaged take, by key, at the place of its job: why, and what happens."""
    where = {request.key: job.where for job in jobs for request in job.requests} if wrong else {}
    return [
        Problem(where.get(key, key[:12]), f"its take was damaged ({why}): {then}", note=True)
        for key, why in wrong.items()
    ]


def writing_of(
    material: Material,
    plan: Plan,
    options: RenderOptions,
    entries: Mapping[str, Entry],
    library: TakeLibrary,
    *,
    may_be_empty: bool = False,
) -> Writing:
    """What would be written: the jobs with takes in `entries`, by content key.

    Raises TimelineEmptyError when there are none, unless it `may_be_empty`.
    """
    entries, jobs = dict(entries), []
    for job in plan.jobs:
        rendered = tuple(r for r in job.requests if r.key in entries)
        if rendered:
            jobs.append(replace(job, requests=rendered))
    if not jobs and not may_be_empty:
        raise TimelineEmptyError(
            "nothing is rendered yet", where=plan.name, hint="Generate takes first."
        )
    return Writing(
        material=material,
        plan=replace(plan, jobs=tuple(jobs)),
        outcome=outcome_of(entries),
        options=options,
        library=library,
        missing=len(plan.jobs) - len(jobs),
    )
