"""A written timeline whose takes are tones: the real last leg, without a worker."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.options import NO_MARK, RenderOptions
from deepaudio_plugin.core.protocol import Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.model import UNDECIDED, Decisions
from deepaudio_plugin.output.assemble import Assembly, assemble
from deepaudio_plugin.planning.plan import Plan, make_plan
from deepaudio_plugin.rendering.outcome import Outcome
from deepaudio_plugin.rendering.progress import Watch
from deepaudio_plugin.subtitles.material import Material, read_material
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.timeline.identity import MediaIdentity
from deepaudio_plugin.worker_client.client import WorkerClient
from tests.helpers.tones import write_tone

ENGINE = EngineInfo(
    "sketch", True, "Sketch engine: not the model", version="1", voices=("ann", "bob", "cat")
)


@dataclass(frozen=True)
class Rendered:
    """What was read and planned, and the timeline that was written."""

    material: Material
    plan: Plan
    output: Path
    notes: tuple[str, ...]


def render_tones(
    timeline: Path,
    subtitles: Path,
    *,
    decisions: Decisions = UNDECIDED,
    output: Path | None = None,
    takes: int = 1,
    signer: WorkerClient | None = None,
) -> Rendered:
    """Write `timeline` with a tone for each take; nothing goes down under speech.

    Files are marked where there is a worker to sign them.
    """
    mark = "c2pa" if signer else NO_MARK
    options = RenderOptions(
        subtitles=(subtitles,), duck_db=0, output=output, takes=takes, mark=mark
    )
    material = read_material(timeline, options)
    plan = make_plan(material, options, ENGINE, MediaIdentity(), decisions)
    folder = timeline.parent / "tones"
    folder.mkdir(exist_ok=True)
    requests = {request.key: request for job in plan.jobs for request in job.requests}
    outcome = Outcome(takes={key: _take(request, folder) for key, request in requests.items()})
    with closing(TakeLibrary()) as library:
        worker = (lambda: signer) if signer else _no_worker
        work = Assembly(material.document, plan, options, outcome, library, worker)
        written = assemble(work, Watch())
    assert written.output is not None
    return Rendered(
        material,
        plan,
        written.output,
        tuple(p.message for p in written.problems if p.where != "mark"),
    )


def _take(request: TakeSpec, folder: Path) -> Take:
    before, placed, after = request.handle_in, request.num_samples, request.handle_out
    path = folder / f"{request.key}.wav"
    if not path.exists():
        write_tone(path, 440, before, placed, after)
    total = before + placed + after
    return Take(request.key, str(path), total, 1, before, placed, -23.0, -1.0, seed=request.seed)


def _no_worker() -> WorkerClient:
    raise AssertionError("nothing here is rendered")
