"""A row's figures: an honest mean with its interval, and the published arithmetic beside it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepaudio.evaluation.cases import FAILED, LEFT_OUT, MEASURED, NOT_MEASURED, CaseScore
from deepaudio.evaluation.columns import TableColumn
from deepaudio.evaluation.scoring import ScoredRow

HONEST = "honest"
PUBLISHED = "as published"

RESAMPLES = 1000
LEVEL = 0.95
FEWEST_SPEAKERS = 5  # of fewer, resampling says too little of how speakers differ
_SEED = 0


@dataclass(frozen=True)
class Figure:
    """One cell of a table. `value` None: not measured, and `note` says what that would need."""

    metric: str
    label: str
    row: str
    arithmetic: str  # HONEST or PUBLISHED
    value: float | None
    unit: str
    better: str
    n: int  # files that entered
    n_failed: int = 0  # of them: the generated sound is none
    n_left_out: int = 0  # nothing to compare with: in no figure
    n_dropped: int = 0  # as published: files that the script passes over
    low: float | None = None  # of the interval
    high: float | None = None
    over: str = ""  # what was resampled: speakers or files
    note: str = ""


def figures(row: ScoredRow, columns: Sequence[TableColumn], *, as_published: bool) -> list[Figure]:
    """All figures of a row: each metric's honest one, and the published one where there is one."""
    found = []
    for column in columns:
        if column.value is not None:
            scores = row.scores.get(column.metric.name, [])
            found.append(_mean_figure(row.name, column, scores))
            if as_published and column.published is not None:
                found.append(_published_figure(row.name, column, scores))
        else:
            found.append(_set_figure(row, column, HONEST))
            if as_published:
                found.append(_set_figure(row, column, PUBLISHED))
    return found


def _mean_figure(row: str, column: TableColumn, scores: Sequence[CaseScore]) -> Figure:
    """Weighted mean over the files, failures counted with the worst value where there is one."""
    why = why_not(scores)
    states = Counter(score.state for score in scores)
    if why:
        return _figure(row, column, HONEST, None, n=0, n_left_out=states[LEFT_OUT], note=why)
    counted = [score for score in scores if score.value is not None]
    value = _weighted_mean(counted)
    low, high, over = interval(counted)
    notes = [f"{states[NOT_MEASURED]} files not measured"] if states[NOT_MEASURED] else []
    if states[FAILED] and column.metric.failure is None:
        notes.append("failures have no value here")
    return _figure(
        row,
        column,
        HONEST,
        value,
        n=len(counted),
        n_failed=states[FAILED],
        n_left_out=states[LEFT_OUT],
        low=low,
        high=high,
        over=over,
        note="; ".join(notes),
    )


def why_not(scores: Sequence[CaseScore]) -> str:
    """Why a metric has no figure; empty when at least one file was measured, or could have been.

    Where every file that was tried failed, that is a figure: all failed.
    """
    states = {score.state for score in scores}
    if MEASURED in states:
        return ""
    for state in (NOT_MEASURED, LEFT_OUT):
        if state in states and (state == NOT_MEASURED or FAILED not in states):
            return Counter(s.reason for s in scores if s.state == state).most_common(1)[0][0]
    if any(score.value is not None for score in scores):
        return ""
    return "every file failed" if scores else "there are no files"


def _published_figure(row: str, column: TableColumn, scores: Sequence[CaseScore]) -> Figure:
    assert column.published is not None
    why = why_not(scores)
    if why and not any(score.raw is not None for score in scores):
        return _figure(row, column, PUBLISHED, None, n=0, note=why, scaled=False)
    found = column.published(scores)
    failed = sum(score.state == FAILED for score in scores)
    return _figure(
        row,
        column,
        PUBLISHED,
        found.value,
        n=found.n,
        n_failed=failed,
        n_dropped=found.dropped,
        note=found.note,
        scaled=False,
    )


def _set_figure(row: ScoredRow, column: TableColumn, arithmetic: str) -> Figure:
    compute = column.whole if arithmetic == HONEST else column.published_whole
    assert compute is not None
    found = compute(row.cases)
    failed = sum(bool(case.generated.fault) and not case.is_truth for case in row.cases)
    absent = max(0, len(row.cases) - found.n) if found.value is not None else 0
    honest = arithmetic == HONEST
    return _figure(
        row.name,
        column,
        arithmetic,
        found.value,
        n=found.n,
        n_failed=failed,
        n_left_out=max(0, absent - failed) if honest else 0,
        n_dropped=0 if honest else absent,
        note=found.note,
    )


def _figure(
    row: str,
    column: TableColumn,
    arithmetic: str,
    value: float | None,
    *,
    n: int,
    n_failed: int = 0,
    n_left_out: int = 0,
    n_dropped: int = 0,
    low: float | None = None,
    high: float | None = None,
    over: str = "",
    note: str = "",
    scaled: bool = True,
) -> Figure:
    scale = column.scale if scaled else 1.0
    better = column.metric.better
    if better == "nearest" and column.metric.best is not None:
        better = f"nearest {column.metric.best:g}"
    return Figure(
        metric=column.metric.name,
        label=column.metric.heading,
        row=row,
        arithmetic=arithmetic,
        value=None if value is None else value * scale,
        unit=column.unit,
        better=better,
        n=n,
        n_failed=n_failed,
        n_left_out=n_left_out,
        n_dropped=n_dropped,
        low=None if low is None else low * scale,
        high=None if high is None else high * scale,
        over=over,
        note=note,
    )


def interval(scores: Sequence[CaseScore]) -> tuple[float | None, float | None, str]:
    """The bootstrap's 95 % interval of the mean (Efron 1979, percentiles), and over what.

    Speakers are drawn with replacement, each with all their files, for the files of one voice
    are alike; where few speakers are known, files. None with less than two of them.
    """
    speakers = sorted({score.speaker for score in scores if score.speaker})
    named = len(speakers) >= FEWEST_SPEAKERS and all(score.speaker for score in scores)
    groups = speakers if named else [score.id for score in scores]
    if len(groups) < 2:
        return None, None, ""
    place = {group: i for i, group in enumerate(groups)}
    sums, weights = np.zeros(len(groups)), np.zeros(len(groups))
    for score in scores:
        i = place[score.speaker if named else score.id]
        sums[i] += (score.value or 0.0) * score.weight
        weights[i] += score.weight
    drawn = np.random.default_rng(_SEED).integers(len(groups), size=(RESAMPLES, len(groups)))
    totals = weights[drawn].sum(axis=1)
    means = sums[drawn].sum(axis=1)[totals > 0] / totals[totals > 0]
    if not len(means):
        return None, None, ""
    edge = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(means, [edge, 100 - edge])
    return float(low), float(high), "speakers" if named else "files"


def _weighted_mean(scores: Sequence[CaseScore]) -> float:
    total = math.fsum(score.weight for score in scores)
    if not total:
        return float(np.mean([score.value or 0.0 for score in scores]))
    return math.fsum((score.value or 0.0) * score.weight for score in scores) / total
