"""HTML and SVG whose texts cannot become markup: whatever is no `Markup` is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable

from deepaudio_plugin.core.foreign_text import visible

_EMPTY = frozenset({"meta", "br", "rect", "line", "path", "circle"})
"""Elements without content."""


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Content = str | Iterable["Content"]
Attribute = str | int | float | bool | None


def escaped(text: str) -> Markup:
    """Foreign text as markup: control characters and changes of direction are written out."""
    return Markup(html.escape(visible(text), quote=True))


def tag(name: str, /, *content: Content, **attributes: Attribute) -> Markup:
    """An element. `class_` is `class`, `data_x` is `data-x`; None and False are left out."""
    given = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _EMPTY:
        return Markup(f"<{name}{given}>" if name in ("meta", "br") else f"<{name}{given}/>")
    return Markup(f"<{name}{given}>{joined(*content)}</{name}>")


def joined(*content: Content) -> Markup:
    """Contents one after the other."""
    parts: list[str] = []
    for one in content:
        if isinstance(one, Markup):
            parts.append(str(one))
        elif isinstance(one, str):
            parts.append(escaped(one))
        else:
            parts.append(joined(*one))
    return Markup("".join(parts))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: str | int | float) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return escaped(str(value))
