"""Numbers as the window's language writes them: 1.5 or 1,5, 25% or 25 %."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

_MINUS = "\N{MINUS SIGN}"
_DECIMAL = re.compile(r"[-+\N{MINUS SIGN}]?\d+\.\d+")


def decimal(value: float, digits: int) -> str:
    """A number with so many digits after the decimal sign."""
    return _written(f"{value:.{digits}f}")


def short(value: float, digits: int = 6) -> str:
    """A number with no more digits than it has, at most `digits` after the decimal sign."""
    text = f"{value:.{digits}f}"
    return _written(text.rstrip("0").rstrip(".") if "." in text else text)


def percent(fraction: float) -> str:
    """A share of 1 in whole percent."""
    return QCoreApplication.translate("Numbers", "%s%%", "25%") % round(100 * fraction)


def as_written(text: str) -> str:
    """A decimal number of the backend's as the window writes it; anything else as it is."""
    return _written(text) if _DECIMAL.fullmatch(text) else text


def _written(text: str) -> str:
    sign = QCoreApplication.translate("Numbers", ".", "the decimal sign, as in 1.5")
    return text.replace("-", _MINUS).replace(".", sign)
