"""A project whose takes are tones: rendered without a worker, by an engine of any version."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.options import NO_MARK, RenderOptions
from deepaudio_plugin.core.protocol import Done, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.output.assemble import Written
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.project.project import Project
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.rendering.renderer import missing_takes
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient
from tests.helpers.tones import write_tone

VOICES = ("heart", "baritone", "alto", "tenor", "soprano", "bass", "youth")


def engine(version: str = "1", voices: tuple[str, ...] = VOICES) -> EngineInfo:
    """An engine of that version."""
    return EngineInfo("tones", True, "Tones", version=version, voices=voices)


def opened(timeline: Path, library: TakeLibrary, version: str = "1", **options: Any) -> Project:
    """The project of a timeline, planned for an engine of that version; nothing is ducked."""
    asked = RenderOptions(**{"duck_db": 0, "mark": NO_MARK, **options})
    project = Project(timeline, asked, engines=lambda _n, _p: engine(version), library=library)
    project.load()
    project.make_plan()
    return project


def finish(
    project: Project, jobs: Iterable[Job] | None = None, *, only: Collection[str] | None = None
) -> list[TakeSpec]:
    """Render what is missing, or what is missing of these jobs, and save; what was rendered.

    `only` takes of these keys, where they are given.
    """
    wanted = list(project.jobs.by_ref.values() if jobs is None else jobs)
    missing = missing_takes(wanted, project.jobs.entries)
    takes = [take for take in missing if only is None or take.key in only]
    for take in takes:
        project.library.add(take.request, Done(take.key, _tone(take.request, project.library)))
        project.note_rendered([job.ref for job in take.jobs], take.key)
    project.look_up([take.key for take in takes])
    project.save()
    return [take.request for take in takes]


def write(project: Project) -> Written:
    """Write the timeline with what is rendered."""
    return project.writing().write(_no_worker, Watch())


def _tone(spec: TakeSpec, library: TakeLibrary) -> Take:
    before, placed, after = spec.handle_in, spec.num_samples, spec.handle_out
    path = library.staging_dir() / f"{spec.key}.wav"
    write_tone(path, 440, before, placed, after)
    total = before + placed + after
    return Take(spec.key, str(path), total, 1, before, placed, -23.0, -1.0, seed=spec.seed)


def _no_worker() -> WorkerClient:
    raise AssertionError("nothing here is rendered by a worker")
