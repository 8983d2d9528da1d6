"""Work files: orders for takes as lines of JSON, each complete in itself.

    {"kind": "work", "version": 1, "takes": 120, "engines": […], …, "sum": "…"}
    {"kind": "render", …, "spec": {…}, "timeline": "cut", "sum": "…"}

After the header comes a line for each take: the message of the worker's protocol that orders it
(`core.protocol.RenderRequest`), with what the take is made from (`core.take_spec.TakeSpec`), so
that it can be taken in under its key. `sum` is over all of the line before it: what somebody has
changed by hand, or a broken copy, is told from what was planned. A part of the lines under the
header, or several lists of lines under one, is a work file as well.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from deepaudio_plugin.core import protocol, wire
from deepaudio_plugin.core.errors import ProtocolError, UsageError
from deepaudio_plugin.core.files import output_errors, replacing
from deepaudio_plugin.core.formats import WORK, NewerFormatError
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.protocol import RenderRequest
from deepaudio_plugin.core.regular import open_regular
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.work.ranges import TakeRanges
from deepaudio_plugin.worker_client.requests import render_request

_NO_HEADER = "its first line is none of a work file's"
_DIGITS = 16
_SUM = re.compile(rb',"sum":"([0-9a-f]{16})"\}\Z')


@dataclass(frozen=True)
class NeededEngine:
    """The engine that takes were planned for; another one would make others."""

    name: str
    version: str
    weights: str = ""  # digest; "" for an engine without any


@dataclass(frozen=True)
class WorkHeader:
    """The first line of a work file."""

    takes: int
    engines: tuple[NeededEngine, ...] = ()
    timelines: tuple[str, ...] = ()
    made_by: str = ""  # version of the program


@dataclass(frozen=True)
class OrderedTake:
    """A take to make, and where the order for it stands."""

    number: int  # counted from 1, as in --range
    line: int  # of the file
    request: RenderRequest
    spec: TakeSpec
    timeline: str = ""

    @property
    def key(self) -> str:
        """Its content key."""
        return self.spec.key

    @property
    def needs(self) -> NeededEngine:
        """The engine that it was planned for."""
        return _needs(self.spec)

    @property
    def where(self) -> str:
        """Its place on the timeline, for messages."""
        return " ".join(part for part in (self.timeline, self.spec.where) if part)


@dataclass(frozen=True)
class Work:
    """What was read of a work file: the takes that are meant, and what cannot be used of it."""

    path: Path
    header: WorkHeader
    takes: tuple[OrderedTake, ...]
    faults: tuple[Problem, ...]  # orders that cannot be followed
    notes: tuple[Problem, ...] = ()
    unusable: int = 0  # orders that are meant: those that are missing count one by one


def write_work(path: Path, takes: Sequence[tuple[TakeSpec, str]], made_by: str) -> None:
    """Write orders for takes, each with the name of its timeline, whole or not at all.

    Raises OutputError.
    """
    header = WorkHeader(
        takes=len(takes),
        engines=tuple(dict.fromkeys(_needs(spec) for spec, _ in takes)),
        timelines=tuple(dict.fromkeys(timeline for _, timeline in takes)),
        made_by=made_by,
    )
    body = {"kind": "work", **WORK.stamped(dict(vars(header)))}
    with output_errors(path), replacing(path) as temp, temp.open("wb") as file:
        file.write(_summed(body))
        for spec, timeline in takes:
            file.write(_summed(_order(spec, timeline)))


def read_work(path: Path, ranges: TakeRanges | None = None) -> Work:
    """Read the orders that are meant. Lines that cannot be used are named, and the others count.

    Raises UsageError for what is no work file, is of a newer version, or has no take that is
    meant.
    """
    ranges = ranges or TakeRanges()
    try:
        with open_regular(path) as file:
            lines = _lines(file)
            header = _header(next(lines, b""), path)
            reader = _Reader(path, header, ranges)
            for line, content in enumerate(lines, start=2):
                reader.take_in(line, content)
    except OSError as error:
        raise UsageError(
            f"cannot be read ({error.strerror or error})",
            where=str(path),
            hint="Name a file that `deepaudio plan … --work` has written.",
        ) from error
    return reader.result()


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a work file in UTF-8, as they were written.

    A shell may have copied them otherwise: Windows' `type a.jsonl > b.jsonl` writes UTF-16, and
    editors put a mark before the first line. Sums say whether that has spoilt anything.
    """
    mark = file.read(len(codecs.BOM_UTF8))
    file.seek(0 if mark != codecs.BOM_UTF8 else len(mark))
    if not mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from file
        return
    with io.TextIOWrapper(file, "utf-16", errors="replace", newline="\n") as text:
        for line in text:
            yield line.encode()


class _Reader:
    """Takes in the lines of one file."""

    def __init__(self, path: Path, header: WorkHeader, ranges: TakeRanges) -> None:
        self._path, self._header, self._ranges = path, header, ranges
        self._takes: dict[str, OrderedTake] = {}
        self._faults: list[Problem] = []
        self._notes: list[Problem] = []
        self._number = 0

    def take_in(self, line: int, content: bytes) -> None:
        self._number += 1
        if self._number not in self._ranges:
            return
        try:
            take = _take(self._number, line, content)
        except (ValueError, ProtocolError) as error:
            self._faults.append(self._problem(line, str(error), note=False))
            return
        known = self._takes.setdefault(take.key, take)
        if known is not take:
            said = f"orders the same take as line {known.line}: it is made once"
            self._notes.append(self._problem(line, said, note=True))

    def result(self) -> Work:
        """Raises UsageError where no take is meant."""
        total, path = max(self._number, self._header.takes), self._path
        if self._ranges.end > total or (self._ranges.is_open and not self._takes):
            said = f"takes up to {self._ranges.end} were asked for, and there are {total}"
            self._notes.append(Problem(path.name, said, note=True))
        missing = [n for n in range(self._number + 1, total + 1) if n in self._ranges]
        unusable = len(self._faults) + len(missing)
        if missing:
            said = f"is cut off: {len(missing)} of {total} takes are missing"
            self._faults.append(Problem(path.name, said, "Copy it again, or plan again."))
        if not total:
            said = "orders no takes: all of them were in the library when it was planned"
            self._notes.append(Problem(path.name, said, note=True))
        elif not self._takes and not self._faults:
            raise UsageError(
                f"holds no take that is meant (it has {total})",
                where=str(path),
                hint="Look at --range: takes are counted from 1.",
            )
        return Work(
            *(path, self._header, tuple(self._takes.values())),
            faults=tuple(self._faults),
            notes=tuple(self._notes),
            unusable=unusable,
        )

    def _problem(self, line: int, said: str, *, note: bool) -> Problem:
        hint = "" if note else "Its take is left out: plan again, or copy the file again."
        return Problem(f"{self._path.name} line {line}", said, hint, note=note)


def _needs(spec: TakeSpec) -> NeededEngine:
    return NeededEngine(spec.engine, spec.engine_version, spec.weights)


def _order(spec: TakeSpec, timeline: str) -> dict[str, Any]:
    """The body of a line; where the take goes is for the machine to say that makes it."""
    message = json.loads(protocol.encode(render_request(spec, spec.key, "")))
    return {**message, "spec": spec.to_json(), "timeline": timeline}


def _header(content: bytes, path: Path) -> WorkHeader:
    try:
        if not content.strip():
            raise ValueError("it is empty")
        body = _said(content)
        if body.get("kind") != "work":
            raise ValueError(_NO_HEADER)
        upgraded = WORK.upgraded(body)  # first: a newer version may be checked otherwise
        _checked(content)
        header: WorkHeader = wire.build(WorkHeader, upgraded)
    except NewerFormatError as error:
        raise UsageError(
            f"was written by a newer version ({error})",
            where=str(path),
            hint="Update DeepAudio here, or plan again with this version.",
        ) from error
    except (ValueError, ProtocolError) as error:
        raise UsageError(
            f"is no work file: {error}",
            where=str(path),
            hint="Name a file that `deepaudio plan … --work` has written.",
        ) from error
    return header


def _said(content: bytes) -> dict[str, Any]:
    """What the first line says. Raises ValueError; a line of any other file may be long."""
    try:
        return wire.parse(content)
    except ProtocolError as error:
        raise ValueError(_NO_HEADER) from error


def _take(number: int, line: int, content: bytes) -> OrderedTake:
    """The order of one line. Raises ValueError and ProtocolError, each saying what is wrong."""
    text = _checked(content)
    request, body = protocol.decode(text), wire.parse(text)
    if not isinstance(request, RenderRequest) or not isinstance(body.get("spec"), dict):
        raise ValueError("orders no take")
    spec = TakeSpec.from_json(body["spec"])
    if not spec.key == request.key == request.id:
        raise ValueError("was planned by a version that knows takes by other keys")
    if replace(request, out_dir="") != render_request(spec, spec.key, ""):
        raise ValueError("was planned by a version that orders takes otherwise")
    return OrderedTake(number, line, request, spec, str(body.get("timeline", "")))


def _summed(body: dict[str, Any]) -> bytes:
    """A line with its sum."""
    text = wire.dump(body, str(body["kind"]))
    return b'%s,"sum":"%s"}\n' % (text[:-1], _sum(text).encode())


def _checked(content: bytes) -> bytes:
    """A line without its sum. Raises ValueError for one that is not as it was written."""
    line = content.strip()
    if not line:
        raise ValueError("is empty")
    found = _SUM.search(line)
    if found is None:
        is_cut = not content.endswith(b"\n")
        raise ValueError("is cut off" if is_cut else "is none of a work file's, or was changed")
    text = line[: found.start()] + b"}"
    if _sum(text).encode() != found[1]:
        raise ValueError("was changed after it was planned")
    return text


def _sum(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:_DIGITS]
