"""What somebody has changed around our tracks in a written timeline, taken into the next one.

Three texts are compared: what we wrote, what has become of it, and what is to be written now.
Our own tracks are made anew, so that nothing can be carried where they themselves were changed;
nor can it where the same thing was changed in the cut and in our output.
"""

from __future__ import annotations

import difflib
import json
from typing import Any

import opentimelineio as otio

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.output.splice import NotSpliceable, our_tracks, with_tracks, without_ours
from deepaudio_plugin.timeline.otio_text import loaded, parsed


class _BothChangedError(Exception):
    """One thing was changed on both sides, in two ways."""


def carried(ours: str, theirs: str, new: str) -> str | None:
    """`new` with what makes `theirs` differ from `ours`; None when that cannot be carried."""
    try:
        if not _same_tracks(our_tracks(ours), our_tracks(theirs)):
            return None
        if new == ours:
            return theirs
        was, now = without_ours(ours), without_ours(new)
        around = without_ours(theirs)
        if now != was:
            around = _dumped(merged(_loaded(was), _loaded(around), _loaded(now)))
        return with_tracks(around, our_tracks(new))
    except (_BothChangedError, NotSpliceable, OutputError, ValueError, RecursionError):
        return None


def merged(base: Any, theirs: Any, new: Any) -> Any:
    """JSON with the changes of both sides. Raises _BothChangedError."""
    if theirs in (base, new):
        return new
    if new == base:
        return theirs
    if all(isinstance(value, dict) for value in (base, theirs, new)):
        return _merged_objects(base, theirs, new)
    if all(isinstance(value, list) for value in (base, theirs, new)):
        return _merged_lists(base, theirs, new)
    raise _BothChangedError


_MISSING = object()


def _merged_objects(
    base: dict[str, Any], theirs: dict[str, Any], new: dict[str, Any]
) -> dict[str, Any]:
    found = {}
    for name in dict.fromkeys((*new, *theirs)):
        value = merged(*(side.get(name, _MISSING) for side in (base, theirs, new)))
        if value is not _MISSING:
            found[name] = value
    return found


def _merged_lists(base: list[Any], theirs: list[Any], new: list[Any]) -> list[Any]:
    """One side has only added items; what both have is merged one by one."""
    for is_theirs, added, other in ((True, theirs, new), (False, new, theirs)):
        extra = _additions(base, added) if len(other) == len(base) else None
        if extra is None:
            continue
        same = [item for number, item in enumerate(added) if number not in extra]
        sides = (base, same, other) if is_theirs else (base, other, same)
        both = iter([merged(*items) for items in zip(*sides, strict=True)])
        return [added[n] if n in extra else next(both) for n in range(len(added))]
    raise _BothChangedError


def _additions(base: list[Any], longer: list[Any]) -> set[int] | None:
    """Numbers of the items that were added; None when anything else became of the others."""
    before, after = ([_named(item) for item in side] for side in (base, longer))
    if len(before) == len(after):
        return set()
    found: set[int] = set()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, _, _, start, end in matcher.get_opcodes():
        if tag == "insert":
            found |= set(range(start, end))
        elif tag != "equal":
            return None
    return found


def _named(item: Any) -> str:
    """What an item of a list is known by: a track or clip by its kind and name."""
    if isinstance(item, dict) and "OTIO_SCHEMA" in item:
        return json.dumps([item["OTIO_SCHEMA"], item.get("name")])
    return json.dumps(item, sort_keys=True)


def _same_tracks(ours: list[otio.schema.Track], theirs: list[otio.schema.Track]) -> bool:
    return len(ours) == len(theirs) and all(
        one.is_equivalent_to(other) for one, other in zip(ours, theirs, strict=True)
    )


def _loaded(text: str) -> Any:
    """A timeline as OTIO has it: programs that write it again leave out or add what is usual."""
    return loaded(parsed(text).to_json_string())


def _dumped(timeline: Any) -> str:
    return json.dumps(timeline, indent=4, ensure_ascii=False)
