"""Texts that try to act instead of being read, and facts full of them."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, TypeVar

V = TypeVar("V")

WORD = "Hostile"
MARKUP = (
    '<img src="//host.invalid/share/x.png"><b>Hostile</b><a href="file:///etc/passwd">y</a>'
    '<?xml version="1.0"?><!DOCTYPE html><qt>&lt;i&gt;'
)
ESCAPES = "\x1b]52;c;eA==\x07\x1b]0;title\x1b\\\x1b[2J\x9b31m\x08\x7f\r\u202egpj.exe\u2066\u2069"
HOSTILE = MARKUP + ESCAPES + "[bold red][link=file:///x]z[/link]"

ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What may never reach a screen: control characters and changes of direction."""

_NAMES_OF_THINGS = frozenset(
    {"id", "ref", "key", "code", "kind", "stem", "state", "level", "grade"}
)
"""Fields by which facts belong together, or with few values."""


def spoiled(value: V) -> V:
    """The value with hostile text before every text in it; equal ones stay equal."""
    changed: Any = value
    if isinstance(value, str):
        changed = HOSTILE + value
    elif isinstance(value, tuple):
        changed = tuple(spoiled(part) for part in value)
    elif isinstance(value, dict):
        changed = {name: spoiled(part) for name, part in value.items()}
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        texts = {
            field.name: spoiled(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name not in _NAMES_OF_THINGS or _is_free(value, field.name)
        }
        changed = dataclasses.replace(value, **texts)
    return changed


def _is_free(value: object, name: str) -> bool:
    """Engines and tracks of a file call their state and kind what they like."""
    return (type(value).__name__, name) in {("EngineView", "state"), ("TrackView", "kind")}
