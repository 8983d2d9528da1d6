"""How much the best of four takes spares: word errors of what is picked against those of one take.

A hundred hard lines that nothing was chosen by: 25 traditional twisters (some of "Peter Piper's
Practical Principles", 1836) and two lists of the Harvard sentences (IEEE 1969, lists 7 and 8), as
`other_hard_lines.txt` has them, and 55 drawn here, of numbers and of capitals and elements. What is
picked is picked as a render does, by Whisper tiny.en; what is counted is heard by another
recogniser: Whisper base, or the one in the folder that DEEPAUDIO_BENCH_RECOGNISER names. Three
engines: the sketch engine, whose seeds differ in pace, rests, melody and in how names are read; one
that fails lightly: in three takes of ten a word is left out, said twice or another one; and one
that fails badly, as models do on hard lines: in one take of two a run of two to four words is left
out, said twice or another line's.

Beside what is picked stands what the recogniser that counts would have picked itself: no way of
picking among these takes can spare more, and it has heard the answers.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from deepaudio.engines.small_voice import voices
from deepaudio.evaluation import recogniser_files
from deepaudio.evaluation.metrics import word_errors
from deepaudio.evaluation.metrics.word_errors import WordErrors
from deepaudio.evaluation.recogniser import Recogniser
from deepaudio.worker.checks import check
from deepaudio.worker.task import Task
from deepaudio_plugin.core.protocol import Check, TakeToCheck
from deepaudio_plugin.core.spoken.text import spoken
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.core.verdicts import Verdict
from deepaudio_plugin.project.picking import best_of
from tests.bench.figures import Figure
from tests.bench.heard import errors_by_sound
from tests.helpers.planted import RATE, Spoken, misread, speak

VARIABLE = "DEEPAUDIO_BENCH_RECOGNISER"
TAKES = 4
Say = Callable[[str, str, int, list[str]], Spoken]
"""Speaks a line in a voice with a seed; given all lines, that others may be taken from."""

_HERE = Path(__file__).parent
_SEED = 1_836
_LIGHTLY, _BADLY = 0.3, 0.5  # of the takes
_NUMBERS, _NAMES = 30, 25
_AT_ONCE = 48
_IN_CIRCLES = 2  # times as many words as were said
_MONTHS = ("January", "March", "June", "August", "October", "December")
_CAPITALS = (
    *("Antananarivo", "Ouagadougou", "Reykjavik", "Ljubljana", "Tegucigalpa", "Bratislava"),
    *("Kathmandu", "Ulaanbaatar", "Montevideo", "Addis Ababa", "Bucharest", "Copenhagen"),
    *("Nairobi", "Canberra", "Helsinki", "Jakarta", "Caracas", "Tbilisi", "Zagreb", "Lisbon"),
)
_ELEMENTS = (
    *("ytterbium", "praseodymium", "molybdenum", "beryllium", "cadmium", "strontium"),
    *("phosphorus", "selenium", "tungsten", "antimony", "rhodium", "zirconium", "gallium"),
)


def hard_lines() -> list[str]:
    """The hundred lines, the same each time."""
    rng = np.random.default_rng(_SEED)
    written = (_HERE / "other_hard_lines.txt").read_text("utf-8").splitlines()
    numbers = [_of_numbers(rng, n) for n in range(_NUMBERS)]
    return [*written, *numbers, *(_of_names(rng, n) for n in range(_NAMES))]


def _of_numbers(rng: np.random.Generator, number: int) -> str:
    low, high, large = (int(rng.integers(*span)) for span in ((2, 60), (60, 999), (1_000, 90_000)))
    month = _MONTHS[int(rng.integers(len(_MONTHS)))]
    return (
        f"On {month} {low % 28 + 1}, {1_700 + high}, there were {large:,} of them.",
        f"Take {low} from {high}, and {high - low} are left.",
        f"The bill for {low} nights came to ${large:,}.",
        f"Gate {high} closes in {low} minutes, at {low % 12 + 1}:{low % 50 + 10}.",
        f"It weighs {low}.{high % 10} pounds and costs {high} dollars.",
    )[number % 5]


def _of_names(rng: np.random.Generator, number: int) -> str:
    one, other = rng.choice(_CAPITALS, 2, replace=False)
    metal, second = rng.choice(_ELEMENTS, 2, replace=False)
    return (
        f"The night train from {one} to {other} carried {metal}.",
        f"Nobody in {one} sells {metal} or {second}.",
        f"She left {one} for {other} with a pound of {second}.",
    )[number % 3]


def measure(folder: Path) -> list[Figure]:
    """Word errors of one take and of the best of four, with both engines."""
    recogniser = _recogniser()
    if recogniser is None:
        print(f"left out: no second recogniser, installed or in {VARIABLE}", file=sys.stderr)
        return []
    judge, texts, cast = _Judge(recogniser), hard_lines(), voices.names()
    figures = []
    for engine, say in ENGINES.items():
        rows = [
            [say(text, cast[n % len(cast)], seed, texts) for seed in range(TAKES)]
            for n, text in enumerate(texts)
        ]
        figures += _figures(engine, texts, rows, judge, folder / engine.replace(" ", "-"))
    return figures


def _recogniser() -> Recogniser | None:
    """Another recogniser than the one that picks: the named one, or that of many languages."""
    if named := os.environ.get(VARIABLE):
        return Recogniser(recogniser_files.in_folder(Path(named)))
    base = recogniser_files.base()
    return None if base is None else Recogniser(base)


def _said(text: str, voice: str, seed: int, _others: list[str]) -> Spoken:
    return speak(spoken(text, "en", ()), voice, seed)


def _failing_lightly() -> Say:
    rng = np.random.default_rng(_SEED)
    ways = itertools.cycle(("missing", "repeated", "replaced"))

    def say(text: str, voice: str, _seed: int, others: list[str]) -> Spoken:
        fails = rng.random() < _LIGHTLY
        said = (fails and misread(text, next(ways), rng, others)) or text
        return speak(spoken(said, "en", ()), voice)

    return say


def _failing_badly() -> Say:
    rng = np.random.default_rng(_SEED)
    ways = itertools.cycle(("missing", "repeated", "replaced"))

    def say(text: str, voice: str, _seed: int, others: list[str]) -> Spoken:
        words = text.split()
        if rng.random() < _BADLY and len(words) > 2:
            length = int(rng.integers(2, min(5, len(words))))
            at = int(rng.integers(len(words) - length + 1))
            other = others[int(rng.integers(len(others)))].split()[:length]
            run = words[at : at + length]
            heard = {"missing": [], "repeated": run + run, "replaced": other}[next(ways)]
            words[at : at + length] = heard
        return speak(spoken(" ".join(words), "en", ()), voice)

    return say


ENGINES: dict[str, Say] = {
    "sketch engine": _said,
    "engine that fails lightly": _failing_lightly(),
    "engine that fails badly": _failing_badly(),
}


class _Judge:
    """The recogniser that counts; a sound that it has heard once is not heard again.

    At a glance it may go round in circles, and a hundred words that nobody said would outweigh
    all else: such a sound is heard at length, which notices.
    """

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._heard: dict[bytes, str] = {}

    def errors(self, text: str, take: Spoken) -> WordErrors:
        """Word errors of `take` against `text`."""
        sound = hashlib.sha256(take.sound.tobytes()).digest()
        if sound not in self._heard:
            self._heard[sound] = self._recogniser.glance(take.sound, RATE)
            if len(self._heard[sound].split()) > _IN_CIRCLES * len(take.text.split()):
                self._heard[sound] = self._recogniser.transcribe(take.sound, RATE)
        return errors_by_sound(text, self._heard[sound])


def _figures(
    engine: str,
    texts: Sequence[str],
    rows: Sequence[Sequence[Spoken]],
    judge: _Judge,
    folder: Path,
) -> list[Figure]:
    folder.mkdir()
    picked = _picked(texts, rows, folder)
    judged = [
        [judge.errors(text, take) for take in row] for text, row in zip(texts, rows, strict=True)
    ]
    one = _rate([takes[0] for takes in judged])
    best = _rate([takes[seed] for takes, seed in zip(judged, picked, strict=True)])
    least = _rate([min(takes, key=lambda take: take.wrong) for takes in judged])
    name = f"best of {TAKES}, {engine}"
    return [
        Figure(f"{name}: word errors of the first take", one, "%"),
        Figure(f"{name}: word errors of the picked", best, "%"),
        Figure(f"{name}: picked another than the first", sum(map(bool, picked)), "lines"),
        Figure(f"{name}: word errors spared", _spared(best, one), "%", 33.3, "at least"),
        Figure(f"{name}: word errors if the judge itself picked", least, "%"),
        Figure(f"{name}: word errors spared if the judge itself picked", _spared(least, one), "%"),
    ]


def _spared(rate: float, of: float) -> float:
    return 100 * (1 - rate / of)


def _rate(errors: Sequence[WordErrors]) -> float:
    return 100 * word_errors.rate(list(errors))


def _picked(texts: Sequence[str], rows: Sequence[Sequence[Spoken]], folder: Path) -> list[int]:
    """Which take of each line is picked, as a render picks it."""
    takes: list[TakeToCheck] = []
    for n, (text, row) in enumerate(zip(texts, rows, strict=True)):
        takes += [
            take.saved(folder / f"{n}-{seed}.wav", text=text) for seed, take in enumerate(row)
        ]
    takes.sort(key=lambda take: take.voice)
    verdicts: dict[str, Verdict] = {}
    for first in range(0, len(takes), _AT_ONCE):
        request = Check("bench", tuple(takes[first : first + _AT_ONCE]))
        answer = check(request, Task(request, lambda _event: None))
        verdicts |= {key: Verdict.from_json(body) for key, body in answer.verdicts.items()}
    return [_seed_of(n, verdicts) for n in range(len(texts))]


def _seed_of(line: int, verdicts: dict[str, Verdict]) -> int:
    specs = [TakeSpec("speech", "bench", 1, text=str(line), seed=seed) for seed in range(TAKES)]
    best = best_of(specs, {spec.key: verdicts[f"{line}-{spec.seed}"] for spec in specs})
    assert best is not None
    return best.seed
