"""Metrics and how they are found: each module of this package with a `METRIC` is one."""

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
    lowest: float
    highest: float | None  # None: no upper end
    better: str  # "lower" or "higher"
    source: str  # the paper, standard or reference of its formula
    measure: Callable[..., Any]


def metrics() -> dict[str, Metric]:
    """Every metric by name, in the order of their modules."""
    package = __name__.rpartition(".")[0]
    found: dict[str, Metric] = {}
    for module in pkgutil.iter_modules(import_module(package).__path__):
        metric = getattr(import_module(f"{package}.{module.name}"), "METRIC", None)
        if isinstance(metric, Metric):
            found[metric.name] = metric
    return found
