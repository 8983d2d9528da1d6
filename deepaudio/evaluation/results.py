"""A finished evaluation, its files on disk, and reading them again.

`files.jsonl` has a line for each file and row with every metric's value or reason; `summary.json`
has the figures and everything that they depend on. JSON has no NaN, so one is written as a word.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from deepaudio.evaluation.scoring import ScoredRow
from deepaudio.evaluation.summary import Figure
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.files import output_errors, write_bytes

FILES = "files.jsonl"
SUMMARY = "summary.json"


@dataclass(frozen=True)
class Result:
    """An evaluation of one system on one list."""

    benchmark: str
    model: str
    list: str  # its file's name
    kind: str  # of the list
    items: int
    figures: tuple[Figure, ...]
    sha256: str = ""  # of the checkpoint that was judged, where one was named
    recogniser: str = ""
    recogniser_sha256: str = ""
    packages: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()  # of the list, and of generated sounds


def write(result: Result, rows: Sequence[ScoredRow], folder: Path) -> None:
    """Write both files into `folder`. Raises OutputError and DiskFullError."""
    lines = [
        json.dumps(_line(row, position), ensure_ascii=False)
        for row in rows
        for position in range(len(row.cases))
    ]
    with output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_bytes(folder / FILES, "".join(line + "\n" for line in lines).encode())
        values = asdict(result)
        for figure in values["figures"]:
            figure["value"] = _written(figure["value"])
        text = json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False)
        write_bytes(folder / SUMMARY, (text + "\n").encode())


def read(path: Path) -> Result:
    """A result from its folder or its `summary.json`. Raises UsageError for anything else."""
    path = path / SUMMARY if path.is_dir() else path
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        figures = tuple(_figure(figure) for figure in values.pop("figures"))
        names = {spec.name for spec in fields(Result)}
        values = {name: value for name, value in values.items() if name in names}
        values["problems"] = tuple(values.get("problems", ()))
        return Result(figures=figures, **values)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(
            f"this is no result of an evaluation ({error})",
            where=str(path),
            hint=f"Name a folder that `deepaudio eval` has written, with {SUMMARY} in it.",
        ) from error


def _line(row: ScoredRow, position: int) -> dict[str, Any]:
    case = row.cases[position]
    scores = {}
    for name, score in row.of_file(position).items():
        scores[name] = {"value": score.value, "state": score.state}
        if score.reason:
            scores[name]["reason"] = score.reason
        if score.raw is not None and score.raw != score.value:
            scores[name]["published"] = _written(score.raw)
    return {
        "row": row.name,
        "id": case.item.id,
        "where": case.item.where,
        "speaker": case.item.speaker,
        "file": "" if case.generated.path is None else case.generated.path.name,
        "fault": case.generated.fault,
        "scores": scores,
    }


def _figure(values: dict[str, Any]) -> Figure:
    value = values.pop("value")
    return Figure(value=float(value) if isinstance(value, str) else value, **values)


def _written(value: float | None) -> float | str | None:
    return value if value is None or math.isfinite(value) else str(value)
