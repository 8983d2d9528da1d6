"""What written files claim: of a take what it was made from, of a mix which takes are in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.engine_info import EngineInfo, SoundSource
from deepaudio_plugin.core.protocol import OriginClaim
from deepaudio_plugin.output.marking import NO_CONSENT
from deepaudio_plugin.output.placed_takes import PlacedTake
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.planning.report import full_prompt

WATERMARK = "PerthNet"
"""What a claim says of an inaudible watermark: whose decoder finds it."""
_LONGEST = 2_000  # characters of a consent


def consent_of(recording: Path) -> str:
    """Who agreed that a recording's voice is imitated, when and what for, in their own words.

    That is what the text file of the recording's name beside it holds: `mara.wav`,
    `mara.consent.txt`. "" where there is none, or nothing in it.
    """
    try:
        text = recording.with_suffix(".consent.txt").read_text("utf-8", "replace")
    except OSError:
        return ""
    return " ".join(text[:_LONGEST].split())


def take_claim(placed: PlacedTake, path: Path, engine: EngineInfo) -> OriginClaim:
    """Of the file of one take."""
    spec = placed.request
    made: dict[str, Any] = {"key": spec.key, "seed": spec.seed, "stem": spec.stem}
    if spec.stem == "speech":
        made |= {"words": spec.text, "speaker": spec.speaker, "voice": spec.voice}
        made["language"] = spec.language
    else:
        made["prompt"] = full_prompt(spec)
    if spec.reference is not None:
        made["recorded voice"] = spec.reference.digest
        made["consent"] = consent_of(Path(spec.reference.path)) or NO_CONSENT
    if spec.weights:
        made["weights"] = spec.weights
    if engine.weights_licence and _source(placed, engine) != "algorithm":
        made["licence of the weights"] = engine.weights_licence
    title = placed.job.name or spec.stem
    return OriginClaim(
        str(path.absolute()),
        title,
        _source(placed, engine),
        engine=engine.title,
        engine_version=spec.engine_version,
        made_from={name: value for name, value in made.items() if value != ""},
    )


def mix_claim(
    plan: Plan,
    path: Path,
    what: str,
    heard: Mapping[Path, PlacedTake],
    *,
    watermarked: bool = False,
) -> OriginClaim:
    """Of a mix or a stem of one: the takes in it.

    Those that are files beside it bring their own claims along. What a person has recorded makes
    it a mix of several kinds.
    """
    generated = [placed for placed in heard.values() if not placed.request.is_recorded]
    sources = {_source(placed, plan.engine) for placed in generated}
    is_pure = len(sources) == 1 and len(generated) == len(heard)
    return OriginClaim(
        str(path.absolute()),
        f"{what} of {plan.name}",
        sources.pop() if is_pure else "mixed",
        engine=plan.engine.title,
        engine_version=plan.engine.version,
        made_from={
            "takes": [placed.request.key for placed in heard.values()],
            **_watermark(watermarked),
        },
        ingredients=tuple(str(one.absolute()) for one in heard if one.parent == path.parent),
    )


def preview_claim(plan: Plan, path: Path, *, watermarked: bool = False) -> OriginClaim:
    """Of a preview film: the picture is the user's own, the sound is not."""
    return OriginClaim(
        str(path.absolute()),
        f"preview of {plan.name}",
        "mixed",
        engine=plan.engine.title,
        engine_version=plan.engine.version,
        made_from=_watermark(watermarked),
    )


def _watermark(is_in: bool) -> dict[str, Any]:
    return {"watermark": WATERMARK} if is_in else {}


def _source(placed: PlacedTake, engine: EngineInfo) -> SoundSource:
    if placed.request.is_recorded:  # only a mix with others claims anything of it
        return "mixed"
    return engine.speech_source if placed.job.stem == "speech" else engine.sound_source
