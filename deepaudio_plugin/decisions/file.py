"""The decisions file, `<name>.deepaudio.json` beside the timeline.

JSON that people can read and compare: sorted, indented, equal decisions give equal bytes.
A file from a newer version is left alone, a damaged one is moved aside; neither is lost.
"""

from __future__ import annotations

import codecs
import dataclasses
import hashlib
import itertools
import json
import math
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from deepaudio_plugin.core import wire
from deepaudio_plugin.core.errors import (
    DecisionsError,
    OutputError,
    ProtocolError,
    UsageError,
)
from deepaudio_plugin.core.files import output_errors, write_bytes
from deepaudio_plugin.core.formats import DECISIONS, NewerFormatError
from deepaudio_plugin.core.options import MAX_SEED
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.regular import open_regular
from deepaudio_plugin.decisions.added import ADDED, AddedLine
from deepaudio_plugin.decisions.adjusting import ADJUSTABLE, checked_adjustment, checked_gain
from deepaudio_plugin.decisions.gains import is_gain
from deepaudio_plugin.decisions.model import (
    UNDECIDED,
    Decisions,
    LineDecision,
    ShotDecision,
    TakeDecision,
)
from deepaudio_plugin.decisions.places import MAX_FRAMES, Place, Placing
from deepaudio_plugin.decisions.retries import Retries
from deepaudio_plugin.decisions.times import LineTimes, check_times
from deepaudio_plugin.ownership.paths import media_folder

ENDING = ".deepaudio.json"
_LONGEST_NAME = 255  # bytes, on every file system in use

_ENTRIES: dict[str, type] = {
    "lines": LineDecision,
    "added": AddedLine,
    "shots": ShotDecision,
    "takes": TakeDecision,
}
_ADVICE = "Make the file and its folder writable; until then decisions last only while it is open."


@dataclass(frozen=True)
class Location:
    """Where a timeline's decisions are and where they go."""

    read: Path
    write: Path

    @property
    def beside(self) -> bool:
        """Whether decisions are kept beside the timeline, where they travel with it."""
        return self.write.parent != _fallback_folder()


def path_for(timeline: Path) -> Path:
    """`film.deepaudio.json` for `film.otio`, and for the `film.deepaudio.otio` made from it."""
    folder = media_folder(timeline.expanduser().absolute())
    return folder.with_name(f"{folder.name}.json")


def fallback_path(timeline: Path) -> Path:
    """A file in the user's data folder, for a timeline whose own folder cannot be written."""
    beside = path_for(timeline)
    digest = hashlib.sha256(str(beside).encode("utf-8", "surrogateescape")).hexdigest()
    label = beside.name.removesuffix(ENDING)[:40]
    return _fallback_folder() / f"{label}-{digest[:16]}{ENDING}"


def place_for(timeline: Path) -> Location:
    """Beside the timeline where that can be written, else in the user's data folder.

    Read is the newer of the two: a folder may have been read-only for a while.
    """
    beside, fallback = path_for(timeline), fallback_path(timeline)
    write_to = beside if _is_writable(beside) else fallback
    there = [path for path in (beside, fallback) if os.path.exists(path)]  # noqa: PTH110 - no errors
    return Location(read=max(there, key=age_of, default=write_to), write=write_to)


def read(path: Path) -> tuple[Decisions, list[Problem]]:
    """The decisions in a file, none when there is no file, and what went wrong.

    A damaged file is moved to `<name>.damaged`. Raises DecisionsError, and leaves the file
    alone, when a newer version wrote it, it cannot be read, or is damaged and cannot be moved.
    """
    try:
        with open_regular(path) as file:
            content = file.read()
    except FileNotFoundError:
        return UNDECIDED, []
    except OSError as error:
        raise DecisionsError(
            f"the decisions cannot be read ({error.strerror or error})",
            where=str(path),
            hint="Check the file's permissions, or move it away to begin anew.",
        ) from error
    try:
        return _decode(content, path), []
    except ProtocolError as error:
        return UNDECIDED, [_moved_aside(path, str(error))]


def write(path: Path, decisions: Decisions) -> None:
    """Keep `decisions` at `path`, as a whole or not at all.

    Raises OutputError when it cannot be written; the caller may go on without.
    """
    content = encode(decisions)
    if _is_protected(path):
        raise OutputError("the decisions file is write-protected", where=str(path), hint=_ADVICE)
    with output_errors(path, hint=_ADVICE):
        if path.parent == _fallback_folder():
            path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, content)


def encode(decisions: Decisions) -> bytes:
    """The content of the file: the same for equal decisions."""
    body = DECISIONS.stamped(_plain(decisions))
    text = json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:  # a path that is no UTF-8: lone surrogates survive as escapes
        return (json.dumps(body, indent=2, sort_keys=True, allow_nan=False) + "\n").encode()


def _plain(value: Any) -> Any:
    """A value as JSON: fields that say nothing are left out, `extra` ones stand beside ours."""
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if not dataclasses.is_dataclass(value):
        return value
    body: dict[str, Any] = dict(getattr(value, "extra", {}))
    for spec in dataclasses.fields(value):
        item = getattr(value, spec.name)
        if spec.name != "extra" and item != _default(spec):
            body[spec.name] = _plain(item)
    return body


def _default(spec: dataclasses.Field[Any]) -> Any:
    if spec.default_factory is not dataclasses.MISSING:
        return spec.default_factory()
    return spec.default


def _decode(content: bytes, path: Path) -> Decisions:
    """Raises DecisionsError for a newer version, ProtocolError for what is damaged."""
    try:
        body = wire.parse(content.removeprefix(codecs.BOM_UTF8))
    except ProtocolError as error:
        raise ProtocolError("it holds no JSON object") from error
    try:
        body = DECISIONS.upgraded(body)
    except NewerFormatError as error:
        raise DecisionsError(
            f"the decisions were kept by a newer version of this program ({error})",
            where=str(path),
            hint="Update, or move the file away to begin anew; it stays as it is.",
        ) from error
    for section, kind in _ENTRIES.items():
        entries = body.get(section, {})
        if isinstance(entries, dict):
            body[section] = {ref: _with_extra(kind, entry) for ref, entry in entries.items()}
    for entry in _values(body, "takes"):
        _keep_deeper_extra(entry)
    for entry in _values(body, "lines"):
        if isinstance(entry, dict) and "times" in entry:
            entry["times"] = _with_extra(LineTimes, entry["times"])
    decisions: Decisions = wire.build(Decisions, _with_extra(Decisions, body))
    _check_adjustments(decisions)
    if not all(map(is_gain, decisions.gains.values())):
        raise ProtocolError("gains: expected decibels")
    for take in decisions.takes.values():
        seeds = (*take.seeds, take.chosen_seed or 0, *take.retries.seeds)
        if not all(0 <= seed <= MAX_SEED for seed in seeds):
            raise ProtocolError(f"seeds: expected numbers from 0 to {MAX_SEED}")
        _check_places(take)
    _check_lines(decisions)
    return decisions


def _values(body: dict[str, Any], section: str) -> Iterable[Any]:
    entries = body.get(section)
    return entries.values() if isinstance(entries, dict) else ()


def _check_lines(decisions: Decisions) -> None:
    """Raises ProtocolError for times on no timeline, and names that no added line has."""
    for line in decisions.lines.values():
        if line.times is not None:
            check_times(line.times.start, line.times.frames, line.times.rate)
    for added in decisions.added.values():
        check_times(added.start, added.frames, added.rate)
    if not all(name.startswith(ADDED) for name in decisions.added):
        raise ProtocolError(f"added: expected names that begin with {ADDED!r}")


def _check_adjustments(decisions: Decisions) -> None:
    """Raises ProtocolError for values that no line or shot can have."""
    try:
        for line in decisions.lines.values():
            for name in ADJUSTABLE:
                checked_adjustment(name, getattr(line, name))
        for shot in decisions.shots.values():
            checked_gain(shot.gain_db)
    except UsageError as error:
        raise ProtocolError(error.message) from error


def _keep_deeper_extra(take: Any) -> None:
    """What another version says of retries and places: they lie deeper than the other entries."""
    if not isinstance(take, dict):
        return
    if "retries" in take:
        take["retries"] = _with_extra(Retries, take["retries"])
    placing = take.get("placing")
    if isinstance(placing, dict):
        if isinstance(placing.get("clips"), list):
            placing["clips"] = [_with_extra(Place, place) for place in placing["clips"]]
        take["placing"] = _with_extra(Placing, placing)


def _check_places(take: TakeDecision) -> None:
    """Raises ProtocolError for places on no timeline."""
    places = take.placing.clips if take.placing else ()
    numbers = [number for p in places for number in (p.at, p.skip, p.frames)]
    if any(abs(number) > MAX_FRAMES for number in numbers) or any(p.frames < 0 for p in places):
        raise ProtocolError("places: expected frames of a timeline")
    if take.placing is not None and not (take.placing.clips and 0 < take.placing.rate < math.inf):
        raise ProtocolError("placing: expected clips and a frame rate")


def _with_extra(kind: type, body: Any) -> Any:
    """A JSON object with the fields that `kind` does not have under `extra`."""
    if not isinstance(body, dict):
        return body
    names = {spec.name for spec in dataclasses.fields(kind)} - {"extra"}
    known = {name: item for name, item in body.items() if name in names}
    return {**known, "extra": {name: item for name, item in body.items() if name not in names}}


def _moved_aside(path: Path, reason: str) -> Problem:
    """Raises DecisionsError when it cannot be moved: then nothing may be written over it."""
    message = f"the decisions file is damaged ({reason})"
    moved_to = _free_name(path)
    try:
        path.rename(moved_to)
    except OSError as error:
        raise DecisionsError(
            f"{message} and cannot be moved aside ({error.strerror or error})",
            where=str(path),
            hint="Move the file away to begin anew; until then it stays as it is.",
        ) from error
    hint = "What it said does not count any more; mend it and give it its name back, or go on."
    return Problem(str(path), f"{message}; it was moved to {moved_to.name}", hint)


def _free_name(path: Path) -> Path:
    """`<name>.damaged`, `<name>.damaged.2` …: the first that nothing has."""
    endings = itertools.chain([""], (f".{n}" for n in itertools.count(2)))
    names = (path.with_name(f"{path.name}.damaged{ending}") for ending in endings)
    return next(name for name in names if not os.path.lexists(name))


def _fallback_folder() -> Path:
    return platformdirs.user_data_path("deepaudio") / "decisions"


def _is_writable(path: Path) -> bool:
    fits = len(os.fsencode(path.name)) <= _LONGEST_NAME
    return fits and os.access(path.parent, os.W_OK | os.X_OK) and not _is_protected(path)


def age_of(path: Path) -> int:
    """When a file was last written, in nanoseconds since the epoch; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _is_protected(path: Path) -> bool:
    """Whether somebody has made the file read-only; a rename over it would not ask."""
    try:
        return not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    except OSError:
        return False
