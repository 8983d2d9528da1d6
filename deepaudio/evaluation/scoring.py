"""A benchmark's files through its columns: of each file and metric a score, or why there is none.

Nothing is averaged away here: a generated sound that is missing or is no sound *failed*; what the
list or the target lacks is *left out*, also of the ground truth's own row, where nothing fails; a
metric whose extractor is not here is *not measured*.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from deepaudio.evaluation.cases import (
    FAILED,
    LEFT_OUT,
    MEASURED,
    NOT_MEASURED,
    Case,
    CaseScore,
    LeftOut,
)
from deepaudio.evaluation.columns import TableColumn
from deepaudio.evaluation.features import NotHere
from deepaudio.evaluation.sounds import MISSING, NOT_FINITE, TOO_LONG, UNREADABLE

TRUTH = "ground truth"

_NO_SOUND = (MISSING, UNREADABLE, NOT_FINITE, TOO_LONG)


@dataclass
class ScoredRow:
    """One system, or the ground truth, with all scores of its files."""

    name: str
    scores: dict[str, list[CaseScore]] = field(default_factory=dict)  # by metric
    cases: list[Case] = field(default_factory=list)  # without their sounds' samples

    def of_file(self, position: int) -> dict[str, CaseScore]:
        """All metrics' scores of one file, by its position among `cases`."""
        return {name: scores[position] for name, scores in self.scores.items()}


def score_all(
    name: str,
    cases: Iterable[Case],
    columns: Sequence[TableColumn],
    listener: Callable[[ScoredRow], None] = lambda row: None,
) -> list[ScoredRow]:
    """The ground truth's row, as far as the list has one, and the system's.

    Cases are taken one by one and their sounds forgotten; `listener` hears of each row that
    grew by a file.
    """
    truth, system = ScoredRow(TRUTH), ScoredRow(name)
    of_files = [column for column in columns if column.value is not None]
    for case in cases:
        for row, one in ((truth, case.as_ground_truth()), (system, case)):
            if one is None:
                continue
            for column in of_files:
                row.scores.setdefault(column.metric.name, []).append(score(column, one))
            row.cases.append(one.forgotten())
            listener(row)
    return [row for row in (truth, system) if row.cases]


def score(column: TableColumn, case: Case) -> CaseScore:
    """One file by one metric. Never raises for what a file holds."""
    outcome, other = _outcome(column, case), column.other(case)
    return CaseScore(
        id=case.item.id,
        speaker=case.item.speaker,
        state=outcome.state,
        value=outcome.value,
        weight=outcome.weight,
        raw=_raw(column, case, outcome),
        fault=case.generated.fault,
        other_fault="" if other is None else other.fault,
        reason=outcome.reason,
    )


@dataclass(frozen=True)
class _Outcome:
    state: str
    value: float | None = None
    weight: float = 1.0
    reason: str = ""


def _outcome(column: TableColumn, case: Case) -> _Outcome:
    try:
        weight = column.truth(case)
        fault = case.generated.fault
        if fault and case.is_truth:
            return _Outcome(LEFT_OUT, reason=f"the target is {fault}: {case.generated.reason}")
        if fault:
            return _failed(column, weight, f"the sound is {fault}: {case.generated.reason}")
        return _measured(column, case, weight)
    except LeftOut as error:
        return _Outcome(LEFT_OUT, reason=str(error))
    except NotHere as error:
        return _Outcome(NOT_MEASURED, reason=str(error))


def _measured(column: TableColumn, case: Case, failed_weight: float) -> _Outcome:
    try:
        value, weight = _called(column, case)
    except ValueError as error:
        if column.extractor:
            raise NotHere(f"the features of {column.extractor} do not fit: {error}") from error
        if case.generated.audio is None:
            raise NotHere("no folder of generated sounds is given") from error
        return _failed(column, failed_weight, str(error))
    if column.extractor and not math.isfinite(value):
        raise NotHere(f"the features of {column.extractor} for {case.item.id} are no numbers")
    if not math.isfinite(value):
        return _failed(column, failed_weight, f"the figure is {value}")
    return _Outcome(MEASURED, value, weight)


def _failed(column: TableColumn, weight: float, reason: str) -> _Outcome:
    return _Outcome(FAILED, column.metric.failure, weight, reason)


def _called(column: TableColumn, case: Case) -> tuple[float, float]:
    assert column.value is not None
    value, weight = column.value(case)
    return float(value), float(weight)


def _raw(column: TableColumn, case: Case, outcome: _Outcome) -> float | None:
    """What the published script sees of a file; None where it sees nothing, or there is none."""
    if column.published is None or case.generated.fault in _NO_SOUND:
        return None
    lenient = case.leniently()
    try:
        if column.raw is not None:
            return float(column.raw(lenient))
        if outcome.state == MEASURED:
            return outcome.value
        return _called(column, lenient)[0]
    except (LeftOut, NotHere, ValueError, ZeroDivisionError):
        return None


def faults(row: ScoredRow) -> Iterator[tuple[str, str, str]]:
    """Name, fault and reason of each generated sound that is none."""
    for case in row.cases:
        if case.generated.fault:
            yield case.item.id, case.generated.fault, case.generated.reason
