"""In what two states of the decisions differ, for a person who is taken to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deepaudio_plugin.decisions.model import Decisions


@dataclass(frozen=True)
class ChangedItems:
    """What was decided otherwise: lines and shots by reference, speakers, and settings."""

    refs: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


def changed_items(before: Decisions, after: Decisions) -> ChangedItems:
    """In what `after` differs from `before`."""
    sections = ("lines", "shots", "takes")
    refs = dict.fromkeys(
        ref for name in sections for ref in _changed(getattr(before, name), getattr(after, name))
    )
    return ChangedItems(
        tuple(refs),
        tuple(_changed(before.cast, after.cast)),
        tuple(_changed(before.settings, after.settings)),
    )


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Names with another value, in the order in which they stand."""
    names = dict.fromkeys((*before, *after))
    return [
        name
        for name in names
        if (one := before.get(name)) is not (other := after.get(name)) and one != other
    ]
