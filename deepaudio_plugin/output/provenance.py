"""What a written clip says about itself, so that it can be made again exactly."""

from __future__ import annotations

from typing import Any

from deepaudio_plugin import __version__
from deepaudio_plugin.core.protocol import RenderRequest
from deepaudio_plugin.output.placed_takes import PlacedTake
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.keys import sounding_settings
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.planning.report import full_prompt


def job_provenance(plan: Plan, job: Job) -> dict[str, Any]:
    """Facts of a job: the engine, honestly titled, and what was asked of it."""
    request = job.requests[0]
    facts: dict[str, Any] = {
        "engine": plan.engine.name,
        "engine_title": plan.engine.title,
        "engine_version": plan.engine.version,
        "weights": plan.engine.weights_digest or "none",
        "plugin_version": __version__,
    }
    if chosen := _engine_settings(plan, request):
        facts["settings"] = chosen
    if job.stem == "speech":
        return facts | {
            "text": request.text,
            "speaker": request.speaker,
            "voice": request.voice,
            "language": request.language,
        }
    return facts | {
        "prompt": full_prompt(request),
        "negative_prompt": request.negative_prompt,
    }


def _engine_settings(plan: Plan, request: RenderRequest) -> dict[str, Any]:
    """How the engine was asked to work, and the recording that it spoke like."""
    settings = sounding_settings(request.settings)
    names = [*(setting.name for setting in plan.engine.settings), "reference"]
    return {name: settings[name] for name in names if name in settings}


def take_provenance(placed: PlacedTake, ducked_under: int, duck_db: float) -> dict[str, Any]:
    """Facts of one take's file."""
    facts: dict[str, Any] = {
        "key": placed.request.key,
        "seed": placed.request.seed,
        "warnings": list(placed.warnings),
    }
    if ducked_under:
        facts["ducked"] = {"under_lines": ducked_under, "depth_db": duck_db}
    return facts
