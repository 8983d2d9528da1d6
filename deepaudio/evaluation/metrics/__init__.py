"""Metrics: functions from arrays and texts to a number, each with its unit, range and source.

A module of this package that holds a `METRIC`, or several in `METRICS`, is found; no list
anywhere names them.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Metric:
    """A measure of quality."""

    name: str  # as reports and commands call it
    unit: str  # "" for a plain number
    lowest: float | None  # None: no lower end
    highest: float | None  # None: no upper end
    better: str  # "lower", "higher", or "nearest": to `best`, else to the ground truth's
    source: str  # the paper, standard or reference of its formula
    measure: Callable[..., Any]
    label: str = ""  # as a paper's table heads its column
    takes: str = ""  # what `measure` is given
    failure: float | None = None  # what a file that failed counts; None: it has no such value
    best: float | None = None

    @property
    def heading(self) -> str:
        """What a table prints above it."""
        return self.label or self.name


def metrics() -> dict[str, Metric]:
    """Every metric by name, in the order of their modules."""
    found: dict[str, Metric] = {}
    for module in pkgutil.iter_modules(import_module(__name__).__path__):
        content = import_module(f"{__name__}.{module.name}")
        for metric in (getattr(content, "METRIC", None), *getattr(content, "METRICS", ())):
            if isinstance(metric, Metric):
                found[metric.name] = metric
    return found
