"""Figures over all clips together: distances between sets, and scores of a set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from deepaudio.evaluation.cases import Case, LeftOut
from deepaudio.evaluation.extractors import Array
from deepaudio.evaluation.features import NotHere

Getter = Callable[[Case], Array]


@dataclass(frozen=True)
class Whole:
    """A figure of a set, or why there is none."""

    value: float | None
    n: int  # clips that it is made from
    note: str = ""


def set_distance(
    cases: Sequence[Case],
    generated: Getter,
    true: Getter,
    measure: Callable[[Array, Array], float],
    *,
    only_pairs: bool,
) -> Whole:
    """`measure` of the features (N, D) of the generated and (M, D) of the true clips.

    With `only_pairs` a clip counts where both are there; without, each set is what it is.
    """
    ours, reason = _gathered(cases, generated)
    theirs, true_reason = _gathered(cases, true)
    if only_pairs:
        shared = ours.keys() & theirs.keys()
        ours = {name: rows for name, rows in ours.items() if name in shared}
        theirs = {name: rows for name, rows in theirs.items() if name in shared}
    if not ours or not theirs:
        return Whole(None, len(ours), reason or true_reason or "there are no pairs")
    one, other = np.concatenate(list(ours.values())), np.concatenate(list(theirs.values()))
    try:
        value = measure(one, other)
    except ValueError as error:
        return Whole(None, len(ours), str(error))
    few = min(len(one), len(other)) <= one.shape[1]
    note = f"fewer rows than the {one.shape[1]} features: biased upwards" if few else ""
    return Whole(value, len(ours), note)


def set_score(cases: Sequence[Case], generated: Getter, measure: Callable[[Array], float]) -> Whole:
    """`measure` of the rows (N, K) of the generated clips, in the order of their names."""
    rows, reason = _gathered(sorted(cases, key=lambda case: case.item.id), generated)
    if not rows:
        return Whole(None, 0, reason or "there are no clips")
    try:
        return Whole(measure(np.concatenate(list(rows.values()))), len(rows))
    except ValueError as error:
        return Whole(None, len(rows), str(error))


def _gathered(cases: Sequence[Case], array: Getter) -> tuple[dict[str, Array], str]:
    """Rows (R, D) by clip, and the commonest reason why there are none for some."""
    rows: dict[str, Array] = {}
    reasons: Counter[str] = Counter()
    for case in cases:
        try:
            rows[case.item.id] = np.atleast_2d(array(case))
        except (NotHere, LeftOut) as error:
            reasons[str(error)] += 1
    return rows, reasons.most_common(1)[0][0] if reasons else ""
