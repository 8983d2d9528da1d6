"""Faults of a shot's sound that nobody can have meant.

A hit may click and an engine hums, so only this counts: nothing at all for a moment amid a bed that
is nowhere else silent; one sample that stands alone far above all others near it; the tone of the
mains with its harmonics where nothing that hums was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from deepaudio.checking import faults
from deepaudio.checking.verdict import AGAIN, at_moment
from deepaudio.dsp.waveform import SAMPLE_RATE, Samples, Waveform
from deepaudio_plugin.core.verdicts import Reason

_BLOCK = SAMPLE_RATE // 200  # 5 ms
_NOTHING = 1e-6  # of full scale
_SOUND_DB = -60.0  # dBFS, of a bed
_HOLE_S = (0.02, 2.0)
_EDGE_S = 0.1  # at either end, where a take is faded
_CLICK_RATIO, _CLICK_LEAST = 25.0, 0.2
_HUM_S, _HUM_STEPS = 2.0, 4
_HUM_LEAST_DB = -70.0  # dBFS
_BESIDE = 9  # bins on either side of a harmonic
_HARMONICS, _HEARD_OF_THEM = 4, 3
_CLICKING = (
    *("click", "crackl", "fire", "flame", "spark", "snap", "tick", "static", "vinyl", "record"),
    *("geiger", "typ", "key", "button", "switch", "clock", "camera", "glitch", "digital", "beep"),
)
_HUMMING = (
    *("hum", "buzz", "drone", "engine", "motor", "electr", "generator", "transformer", "mains"),
    *("fridge", "refrigerat", "neon", "lamp", "light", "machine", "fan", "ventilat", "server"),
    *("comput", "factory", "ship", "plane", "aircraft", "car", "truck", "synth", "bass", "tone"),
    *("music", "organ", "amplif", "power", "reactor", "tank", "tractor", "air", "train", "bee"),
)


def bed_reasons(sound: Samples, prompt: str, handle_in: int) -> Iterator[Reason]:
    """What is amiss in a shot's sound (C, T) at 48 kHz that was asked for by `prompt`."""
    begin_s = handle_in / SAMPLE_RATE
    if (hole := hole_in(sound)) is not None:
        text = f"the sound is gone for a moment {at_moment(hole - begin_s)}"
        yield Reason("hole", text, AGAIN)
    if not _asks_for(prompt, _CLICKING):
        found = min((at for one in sound for at in lone_clicks(one)), default=None)
        if found is not None:
            text = f"a click {at_moment(found - begin_s)}"
            yield Reason("click", text, f"Listen; {AGAIN.lower()}", is_bad=False)
    if not _asks_for(prompt, _HUMMING) and hums(sound.mean(axis=0)):
        remedy = "Listen; take another, or take the hum off in an audio editor."
        yield Reason("hum", "it hums", remedy, is_bad=False)


def hole_in(sound: Samples) -> float | None:
    """Where a bed (C, T) is nothing for a moment, in seconds; None for what is silent elsewhere."""
    edge = round(_EDGE_S * SAMPLE_RATE) // _BLOCK
    count = sound.shape[-1] // _BLOCK
    if count <= 2 * edge + 2:
        return None
    blocks = sound[:, : count * _BLOCK].reshape(len(sound), count, _BLOCK)
    is_nothing: npt.NDArray[np.bool_] = np.abs(blocks).max(axis=(0, 2)) < _NOTHING
    power = np.square(blocks, dtype=np.float64).mean(axis=(0, 2))
    near = ndimage.maximum_filter1d(power, 3)  # a hole begins and ends amid a block
    inner = slice(edge, count - edge)
    quiet = 10 * np.log10(near[inner] + 1e-15) < _SOUND_DB
    starts, lengths = faults.runs(quiet)
    within = is_nothing[edge : count - edge]
    if len(starts) != 1 or not np.all(within[starts[0] : starts[0] + lengths[0]]):
        return None
    lasts_s = (lengths[0] + 2) * _BLOCK / SAMPLE_RATE
    is_within = starts[0] > 0 and starts[0] + lengths[0] < len(quiet)
    if not is_within or not _HOLE_S[0] <= lasts_s <= _HOLE_S[1]:
        return None
    return float((edge + starts[0] - 1) * _BLOCK / SAMPLE_RATE)


def lone_clicks(sound: Waveform) -> list[float]:
    """Seconds at which one sample of (T,) stands alone: a hit rings on, this does not."""
    return faults.clicks(sound, least=_CLICK_LEAST, ratio=_CLICK_RATIO)


def hums(sound: Waveform) -> bool:
    """Whether the mains are heard with their harmonics where (T,) is quietest."""
    spectrum = faults.quietest_spectrum(sound, _HUM_S, _HUM_STEPS)
    return spectrum is not None and any(
        sum(_stands_out(spectrum, times * hertz) for times in range(1, _HARMONICS + 1))
        >= _HEARD_OF_THEM
        for hertz in faults.MAINS_HZ
    )


def _stands_out(spectrum: faults.Values, hertz: float) -> bool:
    return faults.stands_out(spectrum, round(hertz * _HUM_S), _BESIDE, _HUM_LEAST_DB)


def _asks_for(prompt: str, starts: tuple[str, ...]) -> bool:
    words = prompt.casefold().replace("-", " ").split()
    return any(word.strip(",.;:()[]").startswith(starts) for word in words)
