"""The settings that the model declares, with their ranges. Loads nothing."""

from __future__ import annotations

from collections.abc import Iterable

from deepaudio_plugin.core.engine_info import Choice, EngineSetting

MAX_STEPS = 1000
MAX_GUIDANCE = 50.0
GUIDANCE = "cfg"
AS_PUBLISHED = "as_published"
ACCELERATION = "acceleration"
COMPILED = "compiled"
BATCHED = "batched"
FUSION = "fusion"
PUBLISHED = "published"
TRAINED = "mof"
PICTURE = "picture"


def settings(variants: Iterable[str]) -> tuple[EngineSetting, ...]:
    """What a request to the model may set; `variants` are those that are installed."""
    return (*_of_the_sound(variants), *_OF_THE_MACHINE)


def _of_the_sound(variants: Iterable[str]) -> tuple[EngineSetting, ...]:
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
        *_OF_THE_FUSION,
    )


_OF_THE_FUSION = (
    EngineSetting(
        FUSION,
        "choice",
        "Fusion",
        choices=(
            Choice(PUBLISHED, "As published: loudness"),
            Choice(TRAINED, "Trained: all evidence"),
        ),
        unset="What the variant has",
        help="How the picture guides a line. published: the loudness of what is heard in it; "
        "mof: a trained fusion, which a variant may have, weighs further features too.",
    ),
    EngineSetting(
        PICTURE,
        "number",
        "Picture strength",
        minimum=0,
        maximum=MAX_GUIDANCE,
        step=0.5,
        unset="as usual",
        help="How closely a line keeps to its picture, with a trained fusion: "
        "1 is no guidance, 0 no picture.",
    ),
)

_OF_THE_MACHINE = (
    EngineSetting(
        AS_PUBLISHED,
        "switch",
        "Arithmetic",
        default=False,
        caption="As in the published program",
        help="Times, positions and frequencies are rounded as the published program rounds "
        "them on a GPU, and guidance is computed apart. To compare with it; slower.",
    ),
    EngineSetting(
        ACCELERATION,
        "choice",
        "Speed-up",
        default="auto",
        choices=(Choice("auto", "Where it works"), Choice("off", "Off")),
        help="auto: the steps of a flow are recorded once and replayed (CUDA graphs); "
        "the sound is the same.",
        changes_sound=False,
    ),
    EngineSetting(
        COMPILED,
        "switch",
        "Compiled",
        default=False,
        caption="Faster, after a slow start",
        help="Blocks of the networks are compiled (needs Triton and a C compiler). "
        "Rounding differs, so it makes takes of its own.",
    ),
    EngineSetting(
        BATCHED,
        "switch",
        "Batches",
        default=False,
        caption="Waiting takes in one pass",
        help="More takes an hour on a GPU. Rounding depends on the company of a take, so it makes "
        "takes of its own.",
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
