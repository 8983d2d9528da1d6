"""A voice of one's own from a folder of recordings: features, replay of others, training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deepaudio.features.energy import HOP_S
from deepaudio.training import lists
from deepaudio.training.config import (
    BatchSettings,
    NetworkSettings,
    TrainConfig,
    VoiceSettings,
    defaults,
)
from deepaudio.training.data import Dataset, InMemory, Joined
from deepaudio.training.lists import ListedClip
from deepaudio.training.prepare import Encoding, prepare
from deepaudio.training.shards import Prepared
from deepaudio_plugin.core.errors import UsageError

FEATURES = "features"

_REPLAY = 0.3  # share of clips of other people, so that the voice forgets nothing else
_SHORTEST_S, _LONGEST_S = 180.0, 1800.0  # that a voice was found to need, and to make use of
_MOST_STEPS = 2000


@dataclass(frozen=True)
class VoiceOrder:
    """What is asked for."""

    recordings: Path  # a folder of name.wav with name.txt, or a list
    name: str
    consent: str
    steps: int = 1000
    replay: Path | None = None  # prepared speech of other people
    variant: str = ""


def clips_of(order: VoiceOrder) -> list[ListedClip]:
    """The recordings. Raises UsageError without consent, or where there are none with words."""
    if not order.consent.strip():
        raise UsageError(
            "a voice is trained only with the consent of the person whose it is",
            hint='Say who agreed to what: --consent "I, Mara Holm, agree that …"',
        )
    if order.recordings.is_file():
        return lists.read(order.recordings)
    return lists.of_kind("folder", order.recordings)


def voice_config(order: VoiceOrder) -> TrainConfig:
    """The run of an order."""
    base = defaults("voice")
    return replace(
        base,
        steps=order.steps,
        network=NetworkSettings(variant=order.variant),
        voice=VoiceSettings(name=order.name, consent=order.consent),
        batch=BatchSettings(frames=3_200, parts=1),
        checkpoint_every=max(1, min(base.checkpoint_every, order.steps)),
    )


def voice_data(
    order: VoiceOrder,
    out: Path,
    encoding: Encoding,
    *,
    on_clip: Callable[[int, int, str], None],
    note: Callable[[str], None],
) -> Dataset[Any]:
    """Features of the recordings, with clips of others among them.

    Raises UsageError when no recording can be learnt from, or `replay` is not of speech.
    """
    report = prepare(clips_of(order), "voice", out / FEATURES, encoding, on_clip=on_clip)
    note(report.line())
    if not report.made + report.already:
        raise UsageError("no recording can be learnt from", where=str(order.recordings))
    own: Prepared[Any] = Prepared(out / FEATURES)
    seconds = sum(own.length(i) for i in range(len(own))) * HOP_S
    if not _SHORTEST_S <= seconds <= _LONGEST_S:
        note(f"{seconds / 60:.1f} minutes of speech; 3 to 30 make a good voice")
    if order.steps > _MOST_STEPS:
        note(f"{order.steps} steps: after {_MOST_STEPS} a voice mostly learns its recordings")
    if order.replay is None:
        note("no clips of other people among them (--replay): it may forget other voices' words")
        return own
    return Joined([(own, 1), (some_of(order.replay, len(own)), 1)])


def some_of(folder: Path, own: int) -> Dataset[Any]:
    """Evenly chosen clips of prepared speech, so many that they make the share of replay."""
    others: Prepared[Any] = Prepared(folder)
    if others.head.kind != "speech":
        raise UsageError("holds no speech to replay", where=str(folder))
    count = min(len(others), max(1, round(own * _REPLAY / (1 - _REPLAY))))
    return InMemory(others[i * len(others) // count] for i in range(count))
