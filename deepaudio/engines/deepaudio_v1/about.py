"""What the engine is and whether it can run here, without loading torch or any weights."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deepaudio.engines.deepaudio_v1 import declared
from deepaudio.engines.gpu import find_card
from deepaudio.weights import registry
from deepaudio.weights.readiness import installed_variants, require
from deepaudio.weights.registry import WeightsRegistry
from deepaudio.weights.store import Store, parts_here
from deepaudio_plugin.core.engine_info import EngineInfo, VoiceTraits
from deepaudio_plugin.core.errors import DeepAudioError, WeightsMissingError

NAME = "deepaudio-v1"
TITLE = "DeepAudio-V1: the model"
PREFERENCE = 100
CODE_LICENCE = "Apache-2.0"
WINDOW_S = 8.0
"""Seconds of picture the video-to-audio network was trained on."""

LANGUAGES = ("en", "zh")

RECORDING_MIN_S = 1.0
RECORDING_MAX_S = 15.0
"""Seconds of a voice's recording that serve."""

RECOMMENDED = "large_44k"
"""The variant recommended for download: the largest with published speech weights."""

SOUND_VERSION = 3
"""Raised by hand when the engine's sound changes on purpose: takes made before then are marked and
made again when somebody asks. Golden renders guard it; versions of libraries do not count."""

BYTE_PACE = 0.053
"""Seconds that a byte of text lasts in the slowest of the built-in voices, at its own pace."""

AT_ONCE = 8
"""Takes that may share a pass. A device with room for fewer makes several passes of them."""

_GB = 1e9


def info() -> EngineInfo:
    """The engine, its variants and their weights. Never raises: what is wrong is its state."""
    terms: dict[str, Any] = {}
    try:
        known, store = registry.load(), Store()
        terms = _terms_of(_recommended(known), known)
        installed = installed_variants(known, store)
        if not installed:
            _explain(known, store)
    except DeepAudioError as error:
        return EngineInfo(
            NAME, False, TITLE, state=error.message, hint=error.hint, **terms, **_abilities(())
        )
    variants = {name: weights_digest(name, known, store) for name in installed}
    variant = default_variant(known, installed)
    return EngineInfo(
        name=NAME,
        ready=True,
        title=f"{TITLE}, {variant}",
        state="ready",
        version=str(SOUND_VERSION),
        weights_digest=variants[variant],
        variant=variant,
        variants=variants,
        **_terms_of(variant, known),
        **_abilities(variants),
    )


def _abilities(variants: Iterable[str]) -> dict[str, Any]:
    """What the model can do, whichever of its variants runs."""
    return {
        "label": TITLE,
        "preference": PREFERENCE,
        "window_s": WINDOW_S,
        "durations": "exact",
        "byte_pace": BYTE_PACE,
        "languages": LANGUAGES,
        "timed_prompts": True,
        "guided_by_picture": True,
        "guidance": declared.GUIDANCE,
        "scene_context": True,
        "batching": declared.BATCHED,
        "at_once": AT_ONCE,
        "needs_gpu": True,
        "voices": builtin_voices(),
        "casting": builtin_casting(),
        "recordings": True,
        "recording_words": "required",
        "recording_min_s": RECORDING_MIN_S,
        "recording_max_s": RECORDING_MAX_S,
        "code_licence": CODE_LICENCE,
        "settings": declared.settings(variants),
    }


def _terms_of(variant: str, known: WeightsRegistry) -> dict[str, Any]:
    """What a variant needs and gives, and the licences of its weights together."""
    licences = {known.licences[part.licence] for part in known.parts(variant).values()}
    terms = {licence.commercial for licence in licences}
    allowed = False if "no" in terms else None if "unclear" in terms else True
    names = ", ".join(sorted({licence.name for licence in licences}))
    return {
        "weights_licence": names,
        "commercial_use": allowed,
        "memory_gb": known.variants[variant].gpu_gb,
        "sample_rate": 16_000 if known.parts(variant)["vae"].network.endswith("16k") else 44_100,
    }


def default_variant(known: WeightsRegistry, installed: list[str]) -> str:
    """The largest installed variant that fits the free memory of the GPU; else the smallest.

    Without a GPU the smallest. Sizes are the registry's estimates; among equals its order
    decides.
    """
    size = {name: known.variants[name].gpu_gb for name in installed}
    card = find_card()
    free_gb = card.free / _GB if card else 0.0
    fitting = [name for name in installed if size[name] <= free_gb]
    if fitting:
        return max(fitting, key=lambda name: size[name])
    return min(installed, key=lambda name: size[name])


def weights_digest(variant: str, known: WeightsRegistry, store: Store) -> str:
    """What a variant's results depend on: its weights, those of its fusion if that is here too."""
    return store.digest(parts_here(variant, known, store))


def builtin_casting() -> tuple[VoiceTraits, ...]:
    """Whom they sound like."""
    from deepaudio.engines.small_voice import voices

    return voices.variant_traits()


def builtin_voices() -> tuple[str, ...]:
    """Voices without a recording of anybody: the sketch engine's, speaking a fixed sentence."""
    from deepaudio.engines.small_voice import voices

    return voices.variant_names()


def _recommended(known: WeightsRegistry) -> str:
    return RECOMMENDED if RECOMMENDED in known.variants else next(iter(known.variants))


def _explain(known: WeightsRegistry, store: Store) -> None:
    """Raise the error that says what to download: a begun variant, or the recommended one."""
    here = {name: len(_own_parts(name, known, store)) for name in known.variants}
    begun = max(here, key=lambda name: here[name])
    variant = begun if here[begun] else _recommended(known)
    try:
        require(variant, known, store)
    except WeightsMissingError as error:
        raise WeightsMissingError(
            error.message, hint=f"{error.hint}. {_terms(variant, known)}".strip()
        ) from error


def _terms(variant: str, known: WeightsRegistry) -> str:
    """Whether a variant may be used commercially, in a sentence; "" when it may."""
    licences = {known.licences[part.licence] for part in known.parts(variant).values()}
    closed = {licence.name for licence in licences if licence.commercial == "no"}
    named = ", ".join(sorted(closed - {"not stated"}))
    return f"Not for commercial use ({named or 'see there'})." if closed else ""


def _own_parts(variant: str, known: WeightsRegistry, store: Store) -> list[str]:
    """Parts of a variant that are installed here and that say which variant is wanted."""
    return [
        artefact.name
        for role, artefact in known.parts(variant).items()
        if role in ("v2a", "speech") and store.status(artefact).state != "missing"
    ]
