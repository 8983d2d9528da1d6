"""What a written clip says about itself, so that it can be made again exactly."""

from __future__ import annotations

from typing import Any

from deepaudio_plugin import __version__
from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.output.placed_takes import PlacedTake
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.planning.report import full_prompt, said_instead
from deepaudio_plugin.takes.recorded import BY_A_PERSON


def job_provenance(plan: Plan, job: Job) -> dict[str, Any]:
    """Facts of a job: the engine, honestly titled, and what the take that plays was made from."""
    spec = job.requests[0]
    if spec.is_recorded:
        return {
            "engine": spec.engine,
            "engine_title": BY_A_PERSON,
            "plugin_version": __version__,
            "recording": spec.voice,
            "text": spec.text,
            "speaker": spec.speaker,
            "language": spec.language,
        }
    facts: dict[str, Any] = {
        "engine": spec.engine,
        "engine_title": plan.engine.title,
        "engine_version": spec.engine_version,
        "weights": spec.weights or "none",
        "plugin_version": __version__,
    }
    if chosen := _engine_settings(spec):
        facts["settings"] = chosen
    if job.stem == "speech":
        said = said_instead(spec)
        return facts | {
            "text": spec.text,
            **({"spoken": said} if said else {}),
            **({"delivery": spec.delivery} if spec.delivery else {}),
            "speaker": spec.speaker,
            "voice": spec.voice,
            "language": spec.language,
        }
    return facts | {
        "prompt": full_prompt(spec),
        "negative_prompt": spec.negative_prompt,
    }


def _engine_settings(spec: TakeSpec) -> dict[str, Any]:
    """How the engine was asked to work, and the recording that it spoke like."""
    told: dict[str, Any] = dict(spec.settings.sound)
    if spec.reference is not None:
        told["reference"] = {"text": spec.reference.text, "digest": spec.reference.digest}
    return told


def take_provenance(placed: PlacedTake, ducked_under: int, ducking: Ducking) -> dict[str, Any]:
    """Facts of one take's file."""
    facts: dict[str, Any] = {
        "key": placed.request.key,
        "seed": placed.request.seed,
        "warnings": list(placed.warnings),
    }
    if placed.request.voiceless:
        facts["voiceless"] = True
    if placed.job.gain_db:
        facts["gain_db"] = placed.job.gain_db
    if placed.verdict is not None:
        facts["verdict"] = {"grade": placed.verdict.grade, "said": placed.verdict.line}
    if ducked_under:
        facts["ducked"] = {
            "under_lines": ducked_under,
            "depth_db": ducking.depth_db,
            "hold_s": ducking.hold_s,
            "speed": ducking.speed,
        }
    return facts
