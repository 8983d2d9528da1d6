"""The settings that the model declares, with their ranges. Loads nothing."""

from __future__ import annotations

from collections.abc import Iterable

from deepaudio_plugin.core.engine_info import Choice, EngineSetting

MAX_STEPS = 1000
MAX_GUIDANCE = 50.0
GUIDANCE = "cfg"


def settings(variants: Iterable[str]) -> tuple[EngineSetting, ...]:
    """What a request to the model may set; `variants` are those that are installed."""
    return (
        EngineSetting(
            "variant",
            "choice",
            "Variant",
            choices=tuple(Choice(name) for name in variants),
            unset="What suits this machine",
            help="Which installed size of the model is used. Fetch one: "
            "deepaudio models pull NAME. All there are: deepaudio models list",
        ),
        EngineSetting(
            "preset",
            "choice",
            "Quality",
            default="final",
            choices=(Choice("final", "Final: as published"), Choice("draft", "Draft: much faster")),
            help="final: as published; draft: some four times as fast.",
        ),
        EngineSetting(
            "steps",
            "integer",
            "Steps",
            minimum=1,
            maximum=MAX_STEPS,
            unset="by quality",
            help="More steps: finer, and slower.",
        ),
        EngineSetting(
            GUIDANCE,
            "number",
            "Prompt strength",
            minimum=0,
            maximum=MAX_GUIDANCE,
            step=0.5,
            unset="as published",
            help="How closely the sound keeps to the prompt.",
        ),
        EngineSetting(
            "low_vram",
            "switch",
            "Memory",
            default=False,
            caption="As little GPU memory as possible",
            help="Slower, for GPUs with little memory.",
            changes_sound=False,
        ),
    )
