"""Words and places: what everyday prompts are heard as, and ambience over cuts.

Prompts are in `prompts/`, each with the sounds that would be right for it: `developed.tsv` was at
hand while the words were collected; `held_out.tsv` was written down before anybody looked what is
heard, and no word was added for it. A prompt has a sound of its own when one of those is heard; it
is wrong when any other is.
Cuts go through the real journey, over films in which nothing moves. What is measured there counts
in both channels.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

import deepaudio_plugin
from deepaudio.dsp import wav
from deepaudio.engines.sketch.prompts import palette
from tests.bench.figures import Figure
from tests.bench.stereo import fold_down_loss_db, likeness

PROMPTS = Path(__file__).parent / "prompts"
RATE = 25
HANDLE = 12  # frames
STEADY = ("", "rain", "waterfall", "car engine")  # what has a level of its own at any moment
TONAL = ("car engine",)  # two engines at one pitch are alike however they are drawn
SHOTS_S = (5, 1, 1, 6, 2)  # of a scene, with short ones among them
_FILMS = ("black", "grey", "white")
_WIDE_HZ = 500.0  # lows are common to both channels
_NEAR = 12_000  # samples at either side of a cut that are compared


def measure(folder: Path) -> list[Figure]:
    """Everyday prompts; ambience of other scenes and at cuts within one."""
    return [*prompts(), *ambience(folder)]


def prompts() -> list[Figure]:
    """The share of prompts that are heard as what they say: bounds are 110 and 2 of 127."""
    figures = []
    for half, own, wrong in (("developed", None, None), ("held_out", 110 / 127, 2 / 127)):
        lines = (PROMPTS / f"{half}.tsv").read_text(encoding="utf-8").splitlines()
        judged = [_judged(*line.split("\t")) for line in lines]
        named = f"words: {half.replace('_', '-')} prompts ({len(lines)})"
        right, other = judged.count("own") / len(lines), judged.count("wrong") / len(lines)
        figures += [
            Figure(f"{named} with a sound of their own", right, "", own, "at least"),
            Figure(f"{named} heard as something else", other, "", wrong),
        ]
    return figures


def _judged(prompt: str, right: str) -> str:
    heard, allowed = set(palette(prompt).names), set(right.split()) - {"-"}
    if heard - allowed:
        return "wrong"
    return "own" if heard or not allowed else "none"


def ambience(folder: Path) -> list[Figure]:
    """Beds of two scenes against each other, and levels at the cuts of one."""
    folder.mkdir(parents=True, exist_ok=True)
    for level, name in enumerate(_FILMS):
        _film(folder / f"{name}.mp4", 100 * level)
    alike, steps, lost, one = [], [], [], []
    for prompt in STEADY:
        cuts = [(_FILMS[n % 3], length) for n, length in enumerate(SHOTS_S)]
        joined = _takes(folder, f"joined {prompt}", cuts, prompt)
        steps += [step for side in range(2) for step in _steps([take[side] for take in joined])]
        lost.append(fold_down_loss_db(joined[0]))
        one.append(likeness(joined[0], _WIDE_HZ))
        if prompt in TONAL:
            continue
        apart = _takes(folder, f"apart {prompt}", [("black", 5), (None, 1), ("grey", 5)], prompt)
        alike += [_correlation(apart[0][side], apart[1][side]) for side in range(2)]
    return [
        Figure("places: correlation of the beds of two scenes", max(alike), "", 0.05),
        Figure("places: worst level step at a cut within a scene", max(steps), "dB", 1.0),
        Figure(
            "places: lost in a fold-down to mono, worst octave of four beds", max(lost), "dB", 3
        ),
        Figure(
            "places: correlation of a bed's channels from 500 Hz, worst octave", max(one), "", 0.5
        ),
    ]


def _film(path: Path, grey: int) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for _ in range(10 * RATE):
            picture = av.VideoFrame.from_ndarray(np.full((36, 64), grey, np.uint8), format="gray")
            container.mux(stream.encode(picture))
        container.mux(stream.encode())


def _takes(
    folder: Path, name: str, shots: Sequence[tuple[str | None, int]], prompt: str
) -> list[np.ndarray]:
    """The takes (2, T) of a timeline's shots with their handles; None is a gap."""
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    whole = TimeRange(RationalTime(0, RATE), RationalTime(10 * RATE, RATE))
    for film, seconds in shots:
        # from the second second on, so that there are handles
        used = TimeRange(RationalTime(RATE, RATE), RationalTime(seconds * RATE, RATE))
        if film is None:
            track.append(otio.schema.Gap(source_range=used))
            continue
        reference = otio.schema.ExternalReference(f"{film}.mp4", available_range=whole)
        track.append(otio.schema.Clip(film, reference, used))
    timeline = otio.schema.Timeline(name)
    timeline.tracks.append(track)
    path = folder / f"{name.strip()}.otio"
    otio.adapters.write_to_file(timeline, str(path), "otio_json")
    result = deepaudio_plugin.render(
        path,
        ignore_decisions=True,
        tracks=["audio"],
        prompt=prompt,
        handles=HANDLE,
        output=folder / "out" / path.name,
        library=folder / "takes",
    )
    assert result.output is not None, result.failures
    written = otio.adapters.read_from_file(str(result.output), "otio_json")
    made = next(t for t in written.tracks if t.name == "DeepAudio Audio")
    return [
        wav.read(result.output.parent / clip.media_reference.target_url).samples
        for clip in made.find_clips()
    ]


def _correlation(first: np.ndarray, second: np.ndarray) -> float:
    length = min(len(first), len(second))
    return abs(float(np.corrcoef(first[:length], second[:length])[0, 1]))


def _steps(takes: list[np.ndarray]) -> list[float]:
    """How far the level strays at each cut, in dB, where the handles are cross-faded."""
    handle = HANDLE * 48_000 // RATE
    fade = np.linspace(0, 1, 2 * handle)
    found = []
    for before, after in itertools.pairwise(takes):
        crossed = before[-2 * handle :] * (1 - fade) + after[: 2 * handle] * fade
        around = np.concatenate([before[-4 * handle : -2 * handle], after[2 * handle : 4 * handle]])
        middle = crossed[handle - _NEAR : handle + _NEAR]
        halves = [_level(part) - _level(around) for part in np.split(middle, 2)]
        found += [abs(level) for level in (*halves, halves[1] - halves[0])]
    return found


def _level(sound: np.ndarray) -> float:
    return 10 * float(np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-12))
