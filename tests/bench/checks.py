"""Whether faults of takes are found, and takes without any let pass.

Bounds were chosen on the hard lines; what is reported here is of the other lines, in ten voices,
with faults planted by `tests/helpers/planted.py`: each line with each fault once.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from deepaudio.engines.small_voice import voices
from deepaudio.worker.cast_voices import CastVoices
from deepaudio.worker.checks import check
from deepaudio.worker.engines import Engines, registry
from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import Check, TakeToCheck
from deepaudio_plugin.core.verdicts import Verdict
from tests.bench.figures import Figure
from tests.helpers.planted import SOUND_FAULTS, Spoken, misread, speak

_HERE = Path(__file__).parent
_VOICES = voices.names()[:10]
_SEEDS = 4
_CAST = CastVoices(Engines(registry()))


def measure(folder: Path) -> list[Figure]:
    """Recall by fault, false alarms, and what checking costs beside speaking."""
    rng = np.random.default_rng(20_261_130)
    texts = _lines("lines.txt")
    began = time.process_time()
    lines = [speak(text, _voice(n)) for n, text in enumerate(texts)]
    speaking_s = time.process_time() - began
    shown = [
        _compared(speak(text, _voice(n)), folder / f"shown-{n}.wav")
        for n, text in enumerate(_lines("hard_lines.txt")[:40])
    ]
    found: dict[str, float] = {}
    for name, plant in SOUND_FAULTS.items():
        takes = [plant(line, rng).saved(folder / f"{name}-{n}.wav") for n, line in enumerate(lines)]
        found[name] = _flagged(takes, shown)
    for how in ("missing", "repeated", "replaced"):
        found[f"word {how}"] = _flagged(_misread(lines, how, rng, folder), shown)
    found["wrong voice"] = _flagged(_in_other_voices(texts, folder), shown, len(_VOICES))
    clean = [
        speak(text, _voice(n), seed).saved(folder / f"clean-{seed}-{n}.wav")
        for n, text in enumerate(texts)
        for seed in range(_SEEDS)
    ]
    began = time.process_time()
    alarms = _flagged(clean, shown)
    checking_s = (time.process_time() - began) / _SEEDS
    count = len(found) * len(lines)
    mean = float(np.mean(list(found.values())))
    return [
        *(Figure(f"checks: found, {name}", 100 * share, "%") for name, share in found.items()),
        Figure(f"checks: faults found, {count} takes", mean, "", 0.95, "at least"),
        Figure(f"checks: false alarms, {len(clean)} takes", alarms, "", 0.05),
        Figure("checks: CPU of checking a line", checking_s / len(lines), "s"),
        Figure("checks: CPU of speaking a line", speaking_s / len(lines), "s"),
    ]


def _voice(number: int) -> str:
    return _VOICES[number % len(_VOICES)]


def _lines(name: str) -> list[str]:
    return [line for line in (_HERE / name).read_text("utf-8").splitlines() if line.strip()]


def _compared(line: Spoken, path: Path) -> TakeToCheck:
    take = line.saved(path)
    return TakeToCheck(**{**vars(take), "compare_only": True})


def _misread(
    lines: Sequence[Spoken], how: str, rng: np.random.Generator, folder: Path
) -> list[TakeToCheck]:
    takes = []
    others = [line.text for line in lines]
    for number, line in enumerate(lines):
        if said := misread(line.text, how, rng, others):
            spoken = speak(said, line.voice)
            takes.append(spoken.saved(folder / f"{how}-{number}.wav", text=line.text))
    return takes


def _in_other_voices(texts: Sequence[str], folder: Path) -> list[TakeToCheck]:
    return [
        speak(text, _voice(n + 3)).saved(folder / f"voice-{n}.wav", voice=_voice(n))
        for n, text in enumerate(texts)
    ]


def _flagged(
    takes: Sequence[TakeToCheck], shown: Sequence[TakeToCheck], at_once: int = 1_000
) -> float:
    """The share of takes that are not called good.

    Takes of one request are compared with each other too. So of those in another voice it has
    one for each voice: were every line of a voice in another, nothing could tell.
    """
    verdicts = []
    for first in range(0, len(takes), at_once):
        part = takes[first : first + at_once]
        request = Check("bench", (*part, *shown))
        answer = check(request, Task(request, lambda _event: None), _CAST)
        verdicts += [Verdict.from_json(answer.verdicts[take.key]) for take in part]
    return sum(verdict.grade != "good" for verdict in verdicts) / len(verdicts)
