"""Checking one case: outputs against the kit's, the largest error named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from . import cases, train_cases  # noqa: F401 - which registers more cases
from .kit import Case


@dataclass(frozen=True)
class Result:
    """Verdict of a case; `excess` is the largest error over what is allowed there."""

    case: str
    error: float
    allowed: float
    output: str
    passed: bool
    note: str = ""

    def __str__(self) -> str:
        verdict = "pass" if self.passed else "FAIL"
        note = f"  {self.note}" if self.note else ""
        return (
            f"{self.case:28} {self.error:9.2e} of {self.allowed:8.2e}  {verdict}  "
            f"{self.output}{note}"
        )


class UnknownModuleError(LookupError):
    """No checker for a case's module: the case cannot be checked."""


def check(case: Case) -> Result:
    """Compute a case and compare. Raises UnknownModuleError."""
    return compared(case, computed(case))


def computed(case: Case) -> Any:
    """What this project makes of a case: outputs by name, or a list of differences.

    Raises UnknownModuleError.
    """
    known = cases.ARRAYS if case.listed is None else cases.EXACT
    checker = next((c for pattern, c in known if pattern.search(case.module)), None)
    if checker is None:
        raise UnknownModuleError(f"no checker for module {case.module!r}")
    with torch.inference_mode(not case.kit.trains):
        return checker(case)


def compared(case: Case, found: Any) -> Result:
    """What was `computed`, against what the kit stores."""
    return _exact(case, found) if isinstance(found, list) else _close(case, found)


def _exact(case: Case, differences: list[str]) -> Result:
    note = differences[0] if differences else ""
    return Result(case.id, float(len(differences)), 0.0, "exact", not differences, note)


def _close(case: Case, found: cases.Outputs) -> Result:
    missing = set(case.expected) - set(found)
    if missing:
        return Result(case.id, np.inf, 0.0, ", ".join(sorted(missing)), False, "not computed")
    worst = max(
        (_compare(case, name, found[name], expected) for name, expected in case.expected.items()),
        key=lambda result: (not result.passed, _ratio(result)),
    )
    empty = [name for name, expected in case.expected.items() if not expected.size]
    note = f"nothing in the kit to compare with: {', '.join(empty)}" if empty else ""
    return replace(worst, note=worst.note or note)


def _compare(case: Case, name: str, found: Tensor | np.ndarray, expected: np.ndarray) -> Result:
    """Where the error is largest against what is allowed there."""
    array = found.numpy(force=True) if isinstance(found, Tensor) else np.asarray(found)
    if array.shape != expected.shape:
        note = f"shape {array.shape} instead of {expected.shape}"
        return Result(case.id, np.inf, 0.0, name, False, note)
    atol, rtol = case.tolerance(name)
    kept = ~np.ma.getmaskarray(expected)
    wanted = np.ma.getdata(expected)[kept].astype(np.float64)
    error = np.abs(array[kept].astype(np.float64) - wanted)
    error = np.where(np.isnan(error), np.inf, error)
    if error.size == 0:
        return Result(case.id, 0.0, atol, name, True)
    allowed = atol * _norms(case, name) + rtol * np.abs(wanted)
    at = int(np.argmax(error / np.maximum(allowed, 1e-30)))
    return Result(
        case.id, float(error[at]), float(allowed[at]), name, bool((error <= allowed).all())
    )


def _norms(case: Case, name: str) -> np.ndarray | float:
    """What an absolute tolerance is multiplied with: for a gradient's dots, with its norm."""
    norms = case.expected.get(name.replace("_grad_dots", "_grad_norms"))
    return 1.0 if norms is None or not name.endswith("_grad_dots") else norms


def _ratio(result: Result) -> float:
    return result.error / result.allowed if result.allowed else result.error
