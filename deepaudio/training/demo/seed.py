"""One seed of the demonstration: a corpus, all stages, and what they are worth."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from deepaudio.networks.f5 import F5
from deepaudio.networks.mmaudio import MMAudio
from deepaudio.training.data import SpeechItem
from deepaudio.training.demo.corpus import (
    clips_of_a_new_voice,
    held_out_clips,
    training_clips,
)
from deepaudio.training.demo.measures import (
    Measured,
    area_under_curve,
    measured,
    of_another,
    picture_weights,
    without_picture,
)
from deepaudio.training.demo.scale import DemoScale
from deepaudio.training.demo.stages import Arms, CorpusFeatures, Trainer, speech_arms
from deepaudio.training.loop import StepReport

Tell = Callable[[str, float], None]
"""Told what is done, and how much of the seed is, in [0, 1]."""


@dataclass(frozen=True)
class SeedResult:
    """What was measured on the held-out clips."""

    seed: int
    shows_speaker: list[bool]  # of each clip
    arms: dict[str, Measured]  # by the name of the arm
    picture_weights: list[float]  # of the gate, of each clip
    new_voice: dict[str, list[float]]  # loss of each clip of the new voice, before and with it
    cpu_s: float = 0.0
    losses: dict[str, list[float]] = field(default_factory=dict)  # while training, by stage

    def where(self, values: Sequence[float], *, shown: bool) -> list[float]:
        """Those of a value for each clip that are of clips which show the speaker, or do not."""
        pairs = zip(values, self.shows_speaker, strict=True)
        return [value for value, shows in pairs if shows == shown]

    @property
    def gate_auc(self) -> float:
        """How well the gate's weights tell which clips show the speaker."""
        weights = self.picture_weights
        return area_under_curve(self.where(weights, shown=True), self.where(weights, shown=False))


class _Steps:
    """Counts steps over all stages."""

    def __init__(self, scale: DemoScale, tell: Tell) -> None:
        rest = scale.v2s_steps + scale.mof_steps
        self._all = scale.sound_steps + scale.tts_steps + 2 * rest + scale.mof_steps
        self._all += scale.voice_steps
        self._done = 0
        self._tell = tell

    def __call__(self, stage: str, report: StepReport) -> None:
        self._done += 1
        if report.step % 10 == 0 or report.step == report.steps:
            self._tell(f"{stage}: step {report.step} of {report.steps}", self.share)

    @property
    def share(self) -> float:
        """Of all steps."""
        return self._done / self._all


def run_seed(seed: int, scale: DemoScale, folder: Path, tell: Tell) -> SeedResult:
    """Everything for one seed, in `folder`; on one core."""
    begun, steps = time.process_time(), _Steps(scale, tell)
    trainer = Trainer(folder, seed, steps)
    tell("corpus", 0.0)
    clips = training_clips(scale.clips, 100 + seed)
    held_out = held_out_clips(scale.held_out, 200 + seed)
    prepared = CorpusFeatures.of(clips)
    sound = trainer.sound([prepared.sound_item(clip) for clip in clips], scale.sound_steps)
    tell("what is heard in the pictures", steps.share)
    items = prepared.speech_items(clips, sound, seed)
    arms = speech_arms(trainer, items, scale)
    new_voice = _new_voice(trainer, arms, prepared, sound, scale)
    tell("measuring", steps.share)
    tested = prepared.speech_items(held_out, sound, seed + 1)
    return SeedResult(
        seed,
        [clip.shows_speaker for clip in held_out],
        _measured(arms, prepared, tested, seed, scale.loss_rounds),
        picture_weights(arms.mof, tested),
        new_voice,
        time.process_time() - begun,
        trainer.losses,
    )


def _measured(
    arms: Arms, prepared: CorpusFeatures, items: Sequence[SpeechItem], seed: int, rounds: int
) -> dict[str, Measured]:
    def of(network: F5, given: Sequence[SpeechItem]) -> Measured:
        return measured(network, given, prepared.mel, seed, rounds)

    return {
        "untrained": of(arms.untrained, items),
        "text alone": of(arms.text, items),
        "published": of(arms.published, items),
        "published, e = 0": of(arms.published, without_picture(items)),
        "published, another clip's e": of(arms.published, of_another(items)),
        "fusion": of(arms.mof, items),
        "fusion, no picture": of(arms.mof, without_picture(items)),
        "fusion, another clip's picture": of(arms.mof, of_another(items)),
    }


def _new_voice(
    trainer: Trainer, arms: Arms, prepared: CorpusFeatures, sound: MMAudio, scale: DemoScale
) -> dict[str, list[float]]:
    """Losses on other words of a voice that nobody trained on, without and with its adapter."""
    seed, count = trainer.seed, scale.of_new_voice
    own, other = (
        prepared.speech_items(
            clips_of_a_new_voice(count, place + seed, other_words=words), sound, seed
        )
        for place, words in ((300, False), (400, True))
    )
    learnt = trainer.voice(arms.published, own, scale.voice_steps)
    return {
        name: measured(network, other, prepared.mel, seed, scale.loss_rounds).loss
        for name, network in (("without", arms.published), ("with", learnt))
    }


def from_values(values: dict[str, Any]) -> SeedResult:
    """A result as JSON carried it."""
    arms = {name: Measured(**arm) for name, arm in values["arms"].items()}
    return SeedResult(**{**values, "arms": arms})


def main(scale_json: str, seed: str, folder: str) -> None:
    """Run a seed on one core, for a process that reads lines of JSON: progress, then the result."""
    torch.set_num_threads(1)

    def tell(**values: Any) -> None:
        sys.stdout.write(json.dumps(values) + "\n")
        sys.stdout.flush()

    def progress(what: str, share: float) -> None:
        tell(what=what, share=share)

    result = run_seed(int(seed), DemoScale(**json.loads(scale_json)), Path(folder), progress)
    tell(result=asdict(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
