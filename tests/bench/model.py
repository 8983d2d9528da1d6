"""The model's networks on a CPU beside a plain path: two guidance passes, nothing kept.

Weights are random, sizes those of the published networks. The two take turns, their outputs
are compared, and the figure is the ratio of medians. Bounds are on CPU time of one thread:
that is work done, which other programs on the machine change little; the ratio of
seconds on the clock stands beside it. Loading weights is not counted in favour of
either.
"""

from __future__ import annotations

import copy
import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from deepaudio.networks.bigvgan import PRESETS as BIGVGAN
from deepaudio.networks.bigvgan import BigVGAN
from deepaudio.networks.f5 import F5
from deepaudio.networks.f5 import PRESETS as F5_PRESETS
from deepaudio.networks.mmaudio import PRESETS as MMAUDIO
from deepaudio.networks.mmaudio import FrameConv, MMAudio
from deepaudio.networks.sequence import sequence_44k
from deepaudio.networks.vocos import Vocos, VocosConfig
from deepaudio.sampling import schedules
from deepaudio.sampling.audio import AudioFlowSettings, sample_latent
from deepaudio.sampling.speech import HOP, SAMPLE_RATE
from deepaudio.sampling.speech_flow import (
    DRAFT,
    FINAL,
    MelRender,
    SpeechFlowSettings,
    sample_mel,
    sample_mels,
)
from tests.bench import plain
from tests.bench.figures import Figure
from tests.bench.full_size import drawn, filled, one_thread

VARIANT = "medium_44k"  # the width of the large ones; those need 8 GB for both forms
CLIP_S = 8
VOCODED_S = 4  # the longer, the larger the ratio
REFERENCE_S, LINE_S = 4, 3
SHORT_LINE_S, LINES, BLOCKS = 1, 8, 2  # short lines in one pass; of the network's 22 blocks
STEPS = 2  # every plain step costs the same, and ours all but the first
ROUNDS = 2

Work = Callable[[], Tensor]


@dataclass(frozen=True)
class Cost:
    """Seconds of a computation."""

    cpu: float
    clock: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.cpu + other.cpu, self.clock + other.clock)

    def __mul__(self, times: float) -> Cost:
        return Cost(self.cpu * times, self.clock * times)


def measure(_folder: Path) -> list[Figure]:
    """Sampling of sound and speech at equal steps, speech in draft, the vocoder."""
    figures = []
    for part in (sound, speech, lines_together, vocoder):
        with torch.inference_mode(), one_thread():
            figures += part()
        gc.collect()
    return figures


# -- parts --------------------------------------------------------------------------


def sound(rounds: int = ROUNDS) -> list[Figure]:
    """Two steps of the video-to-audio network over 8 s."""
    network = filled(lambda: MMAudio(MMAUDIO[VARIANT]))
    plainly = convolving(network)
    config, lengths = network.config, sequence_44k(CLIP_S)
    features = plain.mmaudio.Features(
        drawn(1, lengths.clip_frames, config.clip_dim),
        drawn(1, lengths.sync_frames, config.sync_dim),
        drawn(1, config.text_tokens, config.text_dim),
    )
    null = plain.mmaudio.Features(
        network.empty_clip(1, lengths.clip_frames),
        network.empty_sync(1, lengths.sync_frames),
        network.empty_text(1),
    )
    frames, schedule = lengths.latent_frames, schedules.linear(STEPS)
    noise, settings = drawn(1, frames, config.latent_dim), AudioFlowSettings(STEPS)

    def ours() -> Tensor:
        given, without = (
            network.conditions(f.clip, f.sync, f.text, frames) for f in (features, null)
        )
        return sample_latent(network, given, without, noise, settings)

    def reference() -> Tensor:
        return plain.mmaudio.sample_latent(
            plainly, features, null, noise, schedule, settings.strength
        )

    costs = taking_turns(ours, reference, rounds)
    name = f"model: sampling {CLIP_S} s of sound, {VARIANT}, equal steps, against plain"
    return ratios(name, *costs, bound=1.1)


def speech(rounds: int = ROUNDS) -> list[Figure]:
    """Two steps of the speech network; a whole line in draft against one in full, plainly."""
    network, vocoder_ = filled(lambda: F5(F5_PRESETS["f5"])), filled(lambda: Vocos(VocosConfig()))
    known, frames = (s * SAMPLE_RATE // HOP for s in (REFERENCE_S, REFERENCE_S + LINE_S))
    bins = network.config.mel_bins
    audio, noise, energy = drawn(1, known, bins), drawn(1, frames, bins), drawn(1, frames, 1).abs()
    ids = torch.arange(100)[None] % network.config.vocabulary

    def ours(settings: SpeechFlowSettings) -> Tensor:
        counts = torch.tensor([frames])
        return sample_mel(network, audio, ids, energy, noise, frames=counts, settings=settings)

    def reference() -> Tensor:
        schedule = SpeechFlowSettings(STEPS).schedule()
        return plain.f5.sample_mel(network, audio, ids, energy, noise, schedule, FINAL.strength)

    mine, theirs = taking_turns(lambda: ours(SpeechFlowSettings(STEPS)), reference, rounds)
    drafts = [timed(lambda: ours(DRAFT)) for _ in range(rounds)]
    mel = drafts[0][0]
    decoding = median([timed(lambda: vocoder_(mel[:, known:].mT))[1] for _ in range(3)])
    in_full = theirs * (FINAL.steps / STEPS) + decoding
    in_draft = median([cost for _, cost in drafts]) + decoding
    what = f"{LINE_S} s of speech after {REFERENCE_S} s of reference"
    draft = f"model: {what}, draft ({DRAFT.steps} steps), against plain {FINAL.steps} steps"
    return [
        *ratios(f"model: sampling {what}, equal steps, against plain", mine, theirs, bound=1.1),
        *ratios(draft, in_draft, in_full, bound=4.5),
    ]


def lines_together(rounds: int = ROUNDS) -> list[Figure]:
    """A step of eight short lines in one pass against one by one; at full width, of two blocks."""
    network = filled(lambda: F5(replace(F5_PRESETS["f5"], depth=BLOCKS)))
    known, frames = (s * SAMPLE_RATE // HOP for s in (REFERENCE_S, REFERENCE_S + SHORT_LINE_S))
    bins = network.config.mel_bins
    ids = torch.arange(60)[None] % network.config.vocabulary
    lines = [
        MelRender(
            drawn(1, known, bins, seed=seed), ids, drawn(1, frames, 1, seed=seed).abs(),
            drawn(1, frames, bins, seed=seed), known,
        )
        for seed in range(LINES)
    ]  # fmt: skip

    def said(some: list[MelRender]) -> list[Tensor]:
        return sample_mels(network, some, settings=SpeechFlowSettings(1))

    costs = taking_turns(
        lambda: torch.cat(said(lines)),
        lambda: torch.cat([said([line])[0] for line in lines]),
        rounds,
    )
    name = f"model: {LINES} lines of {SHORT_LINE_S} s in a pass, {BLOCKS} blocks, against singly"
    return ratios(name, *costs, bound=1.5)


def vocoder(rounds: int = ROUNDS) -> list[Figure]:
    """BigVGAN-v2 at 44.1 kHz."""
    network = filled(lambda: BigVGAN(BIGVGAN["44k"]))
    frames = int(VOCODED_S * 44_100 / network.config.hop_length)
    mel = drawn(1, network.config.mel_bins, frames)
    costs = taking_turns(lambda: network(mel), lambda: plain.bigvgan.waveform(network, mel), rounds)
    name = f"model: BigVGAN-v2 44 kHz, {VOCODED_S} s of sound, against plain"
    return ratios(name, *costs, bound=1.5)


def convolving(network: MMAudio) -> MMAudio:
    """`network` for the plain path: its own convolution weights, all others shared."""
    own = {id(m.weight) for m in network.modules() if isinstance(m, FrameConv)}
    shared = {id(p): p for p in network.parameters() if id(p) not in own}
    return plain.mmaudio.weights_for_convolutions(copy.deepcopy(network, shared))


# -- measuring ----------------------------------------------------------------------


def timed(work: Work) -> tuple[Tensor, Cost]:
    """What `work` makes and what it costs."""
    cpu, clock = time.process_time(), time.perf_counter()
    made = work()
    return made, Cost(time.process_time() - cpu, time.perf_counter() - clock)


def taking_turns(ours: Work, reference: Work, rounds: int) -> tuple[Cost, Cost]:
    """Median costs of both, after checking that they make the same."""
    mine, theirs = [], []
    for _ in range(rounds):
        expected, cost = timed(reference)
        theirs.append(cost)
        made, cost = timed(ours)
        mine.append(cost)
        assert_same(made, expected)
    return median(mine), median(theirs)


def assert_same(made: Tensor, expected: Tensor, share: float = 1e-3) -> None:
    """Raise AssertionError where outputs differ by more than `share` of the largest value."""
    error, largest = (made - expected).abs().max().item(), expected.abs().max().item()
    if not error <= share * largest or largest == 0:
        raise AssertionError(f"outputs differ by {error:.2e}, the largest being {largest:.2e}")


def median(costs: list[Cost]) -> Cost:
    """Of CPU time and of time on the clock, each for itself."""
    cpu = statistics.median(cost.cpu for cost in costs)
    return Cost(cpu, statistics.median(cost.clock for cost in costs))


def ratios(name: str, ours: Cost, reference: Cost, bound: float) -> list[Figure]:
    """How many times the CPU time, which is bounded, and the time on the clock; our seconds."""
    return [
        Figure(f"{name}, CPU time", reference.cpu / ours.cpu, "×", bound, "at least"),
        Figure(f"{name}, clock", reference.clock / ours.clock, "×"),
        Figure(f"{name}: ours, one thread", ours.cpu, "s"),
    ]
