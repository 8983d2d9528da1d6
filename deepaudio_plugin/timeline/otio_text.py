"""The JSON of OpenTimelineIO, beyond what Python's and the installed OTIO's readers take.

OTIO writes and reads `Inf` and `-NaN`, which are no JSON. Files of a later OTIO hold schemas that
the installed one refuses, and there may be none newer to install: such a text is read from a copy
in which they are what they were before. The text itself is never changed.
"""

from __future__ import annotations

import json
import re
from typing import Any

import opentimelineio as otio

_ODD = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|-NaN\b|-?\bInf\b', re.DOTALL)
_MAY_BE_ODD = re.compile(r"[\s:,\[-]Inf\b|-NaN\b")
_SCHEMA = re.compile(r'"OTIO_SCHEMA"\s*:\s*"(\w+)\.(\d+)"')


def parsed(text: str) -> Any:
    """The object that a text holds. Raises what OTIO raises."""
    try:
        return otio.adapters.read_from_string(text, "otio_json")
    except otio.exceptions.UnsupportedSchemaError:
        return otio.adapters.read_from_string(_lowered(text), "otio_json")


def loaded(text: str) -> Any:
    """The JSON of a text as Python's own values. Raises ValueError, RecursionError."""
    return json.loads(_spelt(text, {"Inf": "Infinity", "-Inf": "-Infinity"}), strict=False)


def same_length_json(text: str) -> str:
    """A text with all in its place that Python's decoder takes; odd numbers are others in it."""
    return _spelt(text, {"Inf": "NaN", "-Inf": "-9e9"})


def newer_schemas(text: str) -> list[str]:
    """The schemas of a text that the installed OTIO does not know yet, such as `Marker.3`."""
    known = otio.core.type_version_map()
    return sorted(
        {
            f"{name}.{version}"
            for name, version in _SCHEMA.findall(text)
            if int(version) > known.get(name, int(version))
        }
    )


def _spelt(text: str, spellings: dict[str, str]) -> str:
    """Numbers that are no JSON in other spellings, where they stand outside of texts."""
    if "Inf" not in text and "-NaN" not in text:
        return text  # as nearly always, and many times faster to know
    if not _MAY_BE_ODD.search(text):
        return text
    spellings = {**spellings, "-NaN": " NaN"}
    return _ODD.sub(lambda match: spellings.get(match[0], match[0]), text)


def _lowered(text: str) -> str:
    """A copy in which every schema has a version that the installed OTIO knows."""
    root = loaded(text)
    known = otio.core.type_version_map()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            name, _, version = str(node.get("OTIO_SCHEMA", "")).partition(".")
            if name in known and version.isdecimal() and int(version) > known[name]:
                node["OTIO_SCHEMA"] = f"{name}.{known[name]}"
                if name == "Marker":
                    node["color"] = _colour_name(node.get("color"))
            waiting.extend(node.values())
    return json.dumps(root, ensure_ascii=False)


def _colour_name(colour: Any) -> str | None:
    """A marker's colour by its name, as until Marker.2; from Marker.3 on it is an object."""
    if not isinstance(colour, dict):
        return colour if isinstance(colour, str) else None
    return str(colour.get("name") or "") or None
