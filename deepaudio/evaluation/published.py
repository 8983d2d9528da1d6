"""What the published scripts make of a set of files, failures included, to the letter.

They drop files without saying so, count some as zero, and stop at others; here each does what
its script does, and says how many files it dropped. Their sources: DeepAudio-V1's `eval/` and
`eval_v2c.sh`, F5-TTS' `utils_eval.py`, and av-benchmark's `evaluate.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from deepaudio.evaluation.cases import CaseScore
from deepaudio.evaluation.sounds import MISSING, NOT_FINITE, TOO_LONG, UNREADABLE

STOPS = "the published script stops"


@dataclass(frozen=True)
class PublishedFigure:
    """The figure a script prints; None where it stops, and `note` says why."""

    value: float | None
    n: int  # files that entered
    dropped: int
    note: str = ""


Published = Callable[[Sequence[CaseScore]], PublishedFigure]


def mean_wer(scores: Sequence[CaseScore]) -> PublishedFigure:
    """Mean of the files' rates, times 100, to three places, not clipped.

    In a file that is no sound nothing is heard: its rate is 1. A file that is missing or cannot
    be read ends the script, and so does a text without words.
    """
    rates: list[float] = []
    for score in scores:
        if score.fault in (MISSING, UNREADABLE):
            return _stops(f"{score.id} is {score.fault}", len(rates))
        if score.fault == NOT_FINITE:
            rates.append(1.0)
        elif score.raw is None:
            return _without(score, len(rates))
        else:
            rates.append(score.raw)
    return _mean(rates, 0, scale=100, places=3)


def spk_sim(scores: Sequence[CaseScore]) -> PublishedFigure:
    """Mean of what lies strictly between 0 and 1, times 100; everything else is dropped."""
    kept = [s.raw for s in scores if s.raw is not None and 0 < s.raw < 1 and _both_read(s)]
    return _mean(kept, len(scores) - len(kept), scale=100)


def emo_sim(scores: Sequence[CaseScore]) -> PublishedFigure:
    """Mean of the cosines times 100, to three places; files that are missing are skipped.

    A single file that is no sound makes the mean NaN.
    """
    values, bad = [], 0
    for score in scores:
        if _no_file(score.fault) or _no_file(score.other_fault):
            continue
        if NOT_FINITE in (score.fault, score.other_fault):
            values.append(math.nan)
            bad += 1
        elif score.raw is not None:
            values.append(score.raw)
    figure = _mean(values, len(scores) - len(values), places=3)
    if not bad:
        return figure
    others = [value for value in values if not math.isnan(value)]
    note = f"NaN because of {bad} file(s) that are no sound"
    if others:
        note += f"; {np.mean(others):.3f} without"
    return PublishedFigure(figure.value, figure.n, figure.dropped, note)


def mcd(scores: Sequence[CaseScore]) -> PublishedFigure:
    """Mean of the distortions, to three places; a failure counts 0, and each 0 is dropped."""
    values = [0.0 if s.raw is None or not _both_read(s) else s.raw for s in scores]
    kept = [value for value in values if value != 0]
    return _mean(kept, len(values) - len(kept), places=3)


def sim_o(scores: Sequence[CaseScore]) -> PublishedFigure:
    """Plain mean to three places; files with NaN or infinities are skipped.

    A file that is missing or cannot be read ends the script.
    """
    values: list[float] = []
    skipped = 0
    for score in scores:
        for fault in (score.fault, score.other_fault):
            if _no_file(fault):
                return _stops(f"{score.id} is {fault}", len(values))
        if NOT_FINITE in (score.fault, score.other_fault):
            skipped += 1
        elif score.raw is None:
            return _without(score, len(values))
        else:
            values.append(score.raw)
    return _mean(values, skipped, places=3)


def mean_of_pairs(scores: Sequence[CaseScore]) -> PublishedFigure:
    """Plain mean over the pairs that are there."""
    values = [score.raw for score in scores if score.raw is not None]
    return _mean(values, len(scores) - len(values))


def _both_read(score: CaseScore) -> bool:
    bad = (MISSING, UNREADABLE, NOT_FINITE)
    return score.fault not in bad and score.other_fault not in bad


def _no_file(fault: str) -> bool:
    return fault in (MISSING, UNREADABLE)


def _without(score: CaseScore, n: int) -> PublishedFigure:
    """No figure because of one file: the script stops at it, or it was too long to be read here."""
    if score.fault == TOO_LONG:
        return PublishedFigure(None, n, 0, f"{score.id} is too long to be measured here")
    return _stops(f"{score.id}: {score.reason}", n)


def _stops(why: str, n: int) -> PublishedFigure:
    return PublishedFigure(None, n, 0, f"{STOPS}: {why}")


def _mean(
    values: Sequence[float], dropped: int, scale: float = 1.0, places: int | None = None
) -> PublishedFigure:
    """The mean of an empty set is NaN, as numpy's is."""
    value = float(np.mean(values)) * scale if len(values) else math.nan
    if places is not None and math.isfinite(value):
        value = round(value, places)
    note = "" if len(values) else "nothing is left to average, and the script prints NaN"
    return PublishedFigure(value, len(values), dropped, note)
