"""What a run of training does: frozen values, to and from TOML.

Each stage has defaults of its own (`defaults`); a configuration file says only what differs.
Where a default is as published its docstring or `docs/training.md` names the source.
"""

from __future__ import annotations

import dataclasses
import difflib
import sys
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from deepaudio.training.optimiser import SOUND_ADAMW, SPEECH_ADAMW, AdamWSettings
from deepaudio_plugin.core.errors import UsageError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

STAGES = ("v2a", "tts", "v2s", "mof", "voice")
SOUND_STAGES = ("v2a",)

_Settings = TypeVar("_Settings")


@dataclass(frozen=True)
class DataSource:
    """A folder of prepared features, and how often each of its items comes in an epoch."""

    folder: str
    repeat: int = 1


@dataclass(frozen=True)
class BatchSettings:
    """How much a step sees, over all processes together.

    Sound: `items` clips. Speech: `parts` batches of at most `frames` mel frames and `most` clips
    each. `at_once` bounds the clips of sound that a process computes at a time (0: all its share).
    """

    items: int = 512
    at_once: int = 0
    parts: int = 8
    frames: int = 38_400
    most: int = 64


@dataclass(frozen=True)
class RateSettings:
    """The learning rate: `rate`, reached after `warmup` updates, then by `schedule`.

    `milestones`: times `gamma` at each, counted from the end of the warm-up. `linear`: down to
    nearly nothing at the last step. `constant`: it stays. Parameters outside the part that a
    stage adds (its fusion) learn at `others` times the rate.
    """

    rate: float = 1e-4
    warmup: int = 1000
    schedule: str = "constant"
    milestones: tuple[int, ...] = ()
    gamma: float = 0.1
    others: float = 1.0


@dataclass(frozen=True)
class AverageSettings:
    """Averages of the weights: `power` of the widths `sigma_rel`, `warming`, or `none`."""

    kind: str = "power"
    sigma_rel: tuple[float, ...] = (0.05, 0.10)
    every: int = 1
    snapshots: int = 5000  # steps between two snapshots of the power averages; 0: none
    output: float = 0.05  # the width that is synthesised for use


@dataclass(frozen=True)
class DropSettings:
    """How often something is withheld from the network, so that it can be guided."""

    sound: float = 0.1  # picture with synchronisation, and text apart, per clip
    audio: float = 0.3  # the rest of the clip, per batch
    text: float = 0.2  # the rest of the clip and the text, per batch
    picture: float = 0.15  # all evidence of the picture, per clip (fusion)
    each: float = 0.1  # each kind of evidence alone, per clip (fusion)
    mismatch: float = 0.3  # another clip's evidence instead of one's own, per clip (fusion)


@dataclass(frozen=True)
class FusionSettings:
    """Weights of the fusion's further losses, and when its balance stops counting."""

    onset_loss: float = 0.05
    picture_cost: float = 0.01
    balance_loss: float = 0.01
    balance_steps: int = 2000


@dataclass(frozen=True)
class VoiceSettings:
    """A voice of one's own: the adapter's size, and who agreed to it."""

    rank: int = 16
    alpha: float = 32.0
    name: str = ""
    consent: str = ""  # who agreed to what, in their words; without it nothing is trained


@dataclass(frozen=True)
class NetworkSettings:
    """Which network, and what it starts from.

    `variant` names a size, or where it is empty that of the installed default; `start` is a
    checkpoint's folder or file of weights, `installed` for the variant's own, or empty for
    weights drawn anew. `sizes` change single sizes of it.
    """

    variant: str = ""
    start: str = "installed"
    sizes: dict[str, int] = field(default_factory=dict)
    dropout: float = 0.0  # of the speech network's attention and feed-forward


@dataclass(frozen=True)
class TrainConfig:
    """A run of training."""

    stage: str
    steps: int
    seed: int = 14_159_265
    data: tuple[DataSource, ...] = ()
    held_out: tuple[DataSource, ...] = ()  # whose loss is measured at each checkpoint
    network: NetworkSettings = NetworkSettings()
    batch: BatchSettings = BatchSettings()
    rate: RateSettings = RateSettings()
    optimiser: AdamWSettings = SPEECH_ADAMW
    average: AverageSettings = AverageSettings()
    drops: DropSettings = DropSettings()
    fusion: FusionSettings = FusionSettings()
    voice: VoiceSettings = VoiceSettings()
    precision: str = "bf16"  # or "float32"; parameters are float32 always
    fsdp: bool = False  # share out parameters among processes instead of copying them
    checkpoint_every: int = 1000
    checkpoints_kept: int = 3
    log_every: int = 10

    def __post_init__(self) -> None:
        checks = (
            (self.stage in STAGES, "stage", f"one of {', '.join(STAGES)}"),
            (self.steps > 0, "steps", "positive"),
            (self.precision in ("bf16", "float32"), "precision", "bf16 or float32"),
            (
                self.rate.schedule in ("milestones", "linear", "constant"),
                "rate.schedule",
                "milestones, linear or constant",
            ),
            (
                self.average.kind in ("power", "warming", "none"),
                "average.kind",
                "power, warming or none",
            ),
            (min(self.batch.items, self.batch.parts, self.batch.frames) > 0, "batch", "positive"),
            (min(self.checkpoint_every, self.checkpoints_kept, self.log_every) > 0,
             "checkpoint_every, checkpoints_kept and log_every", "positive"),
        )  # fmt: skip
        for holds, key, wanted in checks:
            if not holds:
                raise UsageError(f"{key} must be {wanted}", where="training configuration")


# -- stages -------------------------------------------------------------------------

_SPEECH_AVERAGE = AverageSettings(kind="warming", snapshots=0)

_DEFAULTS = {
    "v2a": TrainConfig(
        "v2a",
        300_000,
        network=NetworkSettings(start=""),
        rate=RateSettings(1e-4, 1000, "milestones", (240_000, 270_000)),
        optimiser=SOUND_ADAMW,
    ),
    "tts": TrainConfig(
        "tts",
        1_200_000,
        network=NetworkSettings(start="", dropout=0.1),
        rate=RateSettings(7.5e-5, 20_000, "linear"),
        optimiser=SPEECH_ADAMW,
        average=_SPEECH_AVERAGE,
    ),
    "v2s": TrainConfig(
        "v2s",
        14_000,
        network=NetworkSettings(dropout=0.1),
        batch=BatchSettings(frames=3_200, parts=1),
        rate=RateSettings(1e-5, 300, "linear"),
        optimiser=SPEECH_ADAMW,
        average=_SPEECH_AVERAGE,
    ),
    "mof": TrainConfig(
        "mof",
        20_000,
        network=NetworkSettings(dropout=0.1),
        batch=BatchSettings(frames=3_200, parts=1),
        rate=RateSettings(1e-4, 300, "linear", others=0.1),
        optimiser=SPEECH_ADAMW,
        average=_SPEECH_AVERAGE,
    ),
    "voice": TrainConfig(
        "voice",
        1_000,
        batch=BatchSettings(frames=3_200, parts=1),
        rate=RateSettings(1e-4, 50),
        optimiser=SPEECH_ADAMW,
        average=AverageSettings(kind="none", snapshots=0),
        checkpoint_every=250,
    ),
}


def defaults(stage: str) -> TrainConfig:
    """The settings with which a stage is trained. Raises UsageError for an unknown one."""
    if stage not in _DEFAULTS:
        raise UsageError(
            f"there is no stage {stage!r} of training" + _nearest(stage, _DEFAULTS),
            hint=f"Choose one of these: {', '.join(STAGES)}.",
        )
    return _DEFAULTS[stage]


# -- TOML ---------------------------------------------------------------------------


def read(path: Path) -> TrainConfig:
    """A configuration from a file. Raises UsageError that names the key and the nearest one."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read ({error})", where=str(path)) from error
    return from_toml(text, where=str(path))


def from_toml(text: str, *, where: str = "training configuration") -> TrainConfig:
    """A configuration: the stage's defaults, with what `text` says. Raises UsageError."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"is not TOML ({error})", where=where) from error
    return from_values(document, where=where)


def from_values(values: Mapping[str, Any], *, where: str = "training configuration") -> TrainConfig:
    """A configuration of plain values, as `to_values` gives them. Raises UsageError."""
    stage = values.get("stage")
    if not isinstance(stage, str):
        raise UsageError("says no stage", where=where, hint=f"One of {', '.join(STAGES)}.")
    try:
        return _changed(defaults(stage), values, "", where)
    except UsageError as error:  # a stage and settings by themselves know no file
        raise UsageError(error.message, where=where, hint=error.hint) from None


def to_values(config: TrainConfig) -> dict[str, Any]:
    """A configuration as plain values, everything said."""
    return dataclasses.asdict(config)


def to_toml(config: TrainConfig) -> str:
    """A configuration as a file, everything said."""
    values = to_values(config)
    sources = {name: values.pop(name) for name in ("data", "held_out")}
    plain = {name: value for name, value in values.items() if not isinstance(value, dict)}
    tables = {name: value for name, value in values.items() if isinstance(value, dict)}
    lines = [f"{name} = {_toml(value)}" for name, value in plain.items()]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in table.items())]
    for name, listed in sources.items():
        for source in listed:
            lines += ["", f"[[{name}]]"]
            lines += [f"{key} = {_toml(value)}" for key, value in source.items()]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + "}"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _changed(base: _Settings, values: Mapping[str, Any], under: str, where: str) -> _Settings:
    """`base` with `values`; `under` is the table's name with a dot."""
    kinds = typing.get_type_hints(type(base))
    known = {one.name for one in fields(base)}  # type: ignore[arg-type]
    changes = {}
    for key, value in values.items():
        if key not in known:
            raise UsageError(
                f"there is no setting {under + key!r}" + _nearest(key, known),
                where=where,
                hint="docs/training.md lists them all.",
            )
        changes[key] = _typed(value, kinds[key], getattr(base, key), under + key, where)
    return replace(base, **changes)  # type: ignore[type-var]


def _typed(value: Any, kind: Any, base: Any, key: str, where: str) -> Any:
    """`value` as a setting of that kind."""
    if is_dataclass(base):
        if isinstance(value, Mapping):
            return _changed(base, value, f"{key}.", where)
    elif typing.get_origin(kind) is tuple:
        inner = typing.get_args(kind)[0]
        if isinstance(value, (list, tuple)):
            return tuple(_entry(one, inner, key, where) for one in value)
    elif typing.get_origin(kind) is dict:
        if isinstance(value, Mapping):
            return {str(name): _entry(one, int, key, where) for name, one in value.items()}
    else:
        return _entry(value, kind, key, where)
    raise _wrong(key, value, where)


def _entry(value: Any, kind: Any, key: str, where: str) -> Any:
    if kind is DataSource and isinstance(value, Mapping):
        if "folder" not in value:
            raise UsageError(f"{key} names no folder", where=where)
        return _changed(DataSource(""), value, f"{key}.", where)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is kind:
        return value
    raise _wrong(key, value, where)


def _wrong(key: str, value: Any, where: str) -> UsageError:
    return UsageError(
        f"{key} cannot be {value!r}", where=where, hint="docs/training.md has its kind."
    )


def _nearest(name: str, known: typing.Iterable[str]) -> str:
    found = difflib.get_close_matches(name, list(known), 1, 0.5)
    return f"; the nearest is {found[0]!r}" if found else ""
