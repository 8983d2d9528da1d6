"""What a person has recorded of a line, taken in as a take of it.

planned = plan_recording(project, ref, path)
done = make_recording(planned, library, worker)     # on any thread
adopt_recording(project, planned, done, words)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deepaudio_plugin.core.errors import CancelledError, OutputError, UsageError, from_code
from deepaudio_plugin.core.problems import first_few
from deepaudio_plugin.core.protocol import Cancelled, Done, Failed, RecordedLine
from deepaudio_plugin.core.take_spec import RECORDED, TakeSpec
from deepaudio_plugin.decisions import model
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.takes.library import Entry, TakeLibrary
from deepaudio_plugin.takes.recorded import recorded_spec
from deepaudio_plugin.worker_client.client import WorkerClient


@dataclass(frozen=True)
class PlannedRecording:
    """A recording that is to become a take of the job `ref`, which asks for `job_key` now."""

    ref: str
    path: Path
    spec: TakeSpec
    job_key: str


def line_named(project: Project, name: str) -> str:
    """The reference of a line by its number, its reference, or words that no other line has.

    Raises UsageError.
    """
    jobs = [job for job in project.jobs.by_ref.values() if job.stem == "speech"]
    if name in project.jobs.by_ref:
        return name
    if name.isdecimal():
        found = [job for job in jobs if job.id == f"speech-{int(name):04d}"]
    else:
        words = name.casefold()
        found = [job for job in jobs if job.requests and words in job.spec.text.casefold()]
    if len(found) == 1:
        return found[0].ref
    if found:
        lines = first_few(found, lambda job: job.where)
        raise UsageError(f"{len(found)} lines have {name!r} in them: {lines}")
    hint = f"Lines: 1 to {len(jobs)}, as `deepaudio plan -v` counts them." if jobs else ""
    raise UsageError(f"there is no line {name!r}", hint=hint)


def plan_recording(project: Project, ref: str, path: Path) -> PlannedRecording:
    """What a file would become. Raises UsageError, and DecisionsError when none may be decided."""
    project.check_may_decide()
    job, path = project.jobs.job(ref), path.expanduser().absolute()
    if job.stem != "speech":
        raise UsageError("a recording is taken for a line, not for a shot", where=job.name)
    if not job.requests:
        raise UsageError(
            f"no take can be made of this line: {job.problem}", where=job.name, hint=job.hint
        )
    if not path.is_file():
        raise UsageError("there is no such file", where=str(path))
    try:
        spec = recorded_spec(job.spec, path)
    except OSError as error:
        raise UsageError(f"it cannot be read: {error.strerror}", where=str(path)) from error
    return PlannedRecording(ref, path, spec, job.spec.job_key)


def make_recording(
    planned: PlannedRecording,
    library: TakeLibrary,
    worker: WorkerClient,
    cancelled: Callable[[], bool] | None = None,
) -> Done:
    """Have the worker trim and level it, into the library's staging folder.

    Raises MediaError and JobError for what is no recording of a line, and as the library does.
    """
    spec = planned.spec
    request = RecordedLine(
        id="recording",
        path=str(planned.path),
        key=spec.key,
        out_dir=str(library.staging_dir()),
        num_samples=spec.num_samples,
        handle_in=spec.handle_in,
        handle_out=spec.handle_out,
        max_tail=spec.max_tail,
        seed=spec.seed,
    )
    event = worker.request(request, cancelled=cancelled)
    if isinstance(event, Failed):
        raise from_code(event.code, event.message, where=event.where, hint=event.hint)
    if isinstance(event, Cancelled) or not isinstance(event, Done):
        raise CancelledError("stopped before the recording was read")
    return event


def adopt_recording(project: Project, planned: PlannedRecording, done: Done, words: str) -> None:
    """Take it into the library and choose it for its line; `words` name that for taking it back.

    Raises as `TakeLibrary.add` and `Project.decide`.
    """
    ref, key = planned.ref, planned.spec.key
    fingerprint = project.contents.fingerprints[ref]
    project.library.add(planned.spec, done)

    def change(decisions: Decisions) -> Decisions:
        noted = model.note_rendered(decisions, ref, fingerprint, key)
        return model.choose_take(noted, ref, fingerprint, key, job_key=planned.job_key)

    project.decide(words, change)
    _protect(project)


def _protect(project: Project) -> None:
    """Have the library keep what was recorded as long as the decisions are there.

    What an engine made can be made again; this cannot.
    """
    entries = project.jobs.entries.values()
    keys = [entry.take.key for entry in entries if _is_recorded(entry)]
    try:
        project.library.refer(keys, project.decisions_path)
    except OutputError:  # of a library that was full a moment ago: written timelines name it, too
        return


def _is_recorded(entry: Entry) -> bool:
    """Whether a person has recorded it; its description is not read in full for that."""
    return entry.made_from.get("engine") == RECORDED if entry.made_from else entry.spec.is_recorded
