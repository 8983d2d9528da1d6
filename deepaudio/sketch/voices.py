"""The voices of the sketch engine."""

from __future__ import annotations

DEFAULT = "heart"


def names() -> tuple[str, ...]:
    """Every voice a request may name, in the order in which a plan hands them out."""
    return (DEFAULT,)
