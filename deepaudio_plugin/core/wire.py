"""Typed messages as lines of JSON: what every pipe between our processes speaks.

A message is a frozen dataclass with a `kind`. Unknown fields are ignored; an unknown
kind, a missing field, a field of another type or a line that is no JSON object raises
`ProtocolError`. Standard library only.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, Literal, Union

from deepaudio_plugin.core.errors import ProtocolError

MAX_LINE_BYTES = 64 << 20
"""Far more than a message of ours needs: what exceeds it is a fault, not a long list."""


def encode(message: Any) -> bytes:
    """One line, newline included.

    Raises `ProtocolError` past `MAX_LINE_BYTES` and for what JSON cannot hold.
    """
    line = dump({"kind": message.kind, **_fields(message)}, message.kind) + b"\n"
    if len(line) > MAX_LINE_BYTES:
        raise ProtocolError(f"a {message.kind} message of {len(line)} bytes exceeds {_limit()}")
    return line


def decode(line: bytes, kinds: Mapping[str, Any]) -> Any:
    """The message of one line, of one of `kinds`. Raises `ProtocolError` for anything else."""
    body = body_of(line)
    cls = kinds.get(str(body.get("kind")))
    if cls is None:
        raise ProtocolError(f"unknown message kind {body.get('kind')!r:.80}")
    return build(cls, body)


def peek(line: bytes, name: str) -> str:
    """A text field of a line that may not decode, such as its id or version; else ""."""
    try:
        found = body_of(line).get(name)
    except ProtocolError:
        return ""
    return found if isinstance(found, str) else ""


def dump(body: dict[str, Any], kind: str) -> bytes:
    try:
        return _text(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # a path that is no UTF-8: lone surrogates survive as escapes
        return _text(body, ensure_ascii=True).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ProtocolError(f"a {kind} message cannot be written: {error}") from error


def _text(body: dict[str, Any], *, ensure_ascii: bool) -> str:
    return json.dumps(
        body, ensure_ascii=ensure_ascii, separators=(",", ":"), allow_nan=False, default=_fields
    )


def _fields(message: Any) -> dict[str, Any]:
    """A message or a value in one, not copied: tens of thousands go through here at once."""
    kind: Any = type(message)
    names = _names(kind)
    held: dict[str, Any] = vars(message)
    return held if len(held) == len(names) else {name: getattr(message, name) for name in names}


@functools.cache
def _names(cls: Any) -> tuple[str, ...]:
    if not dataclasses.is_dataclass(cls):
        raise TypeError(f"{cls.__name__} is no part of a message")
    return tuple(spec.name for spec in dataclasses.fields(cls))


def body_of(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise ProtocolError(f"a line of {len(line)} bytes exceeds {_limit()}")
    return parse(line)


def _limit() -> str:
    return f"{MAX_LINE_BYTES >> 20} MiB"


def parse(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"not a protocol message: {content[:80]!r}") from error
    if not isinstance(body, dict):
        raise ProtocolError(f"not a protocol message: {content[:80]!r}")
    return body


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def build(cls: Any, body: dict[str, Any]) -> Any:
    """A dataclass from a JSON object. Raises `ProtocolError`."""
    values = {name: read(body[name]) for name, read in _readers(cls) if name in body}
    try:
        return cls(**values)
    except TypeError as error:
        raise ProtocolError(f"a {cls.__name__} message is incomplete: {error}") from error


def value(hint: Any, raw: Any, where: str) -> Any:
    """`raw` as the type of a field: dataclasses, tuples, dicts, options and plain values."""
    return _reader(hint, where)(raw)


_Reader = Callable[[Any], Any]


def hints_of(cls: Any) -> dict[str, Any]:
    """The types of a dataclass's fields."""
    return typing.get_type_hints(cls)


@functools.cache
def _readers(cls: Any) -> tuple[tuple[str, _Reader], ...]:
    """How each field is read, found out once: long lists are thousands of one kind."""
    hints = hints_of(cls)
    return tuple(
        (spec.name, _reader(hints[spec.name], f"{cls.__name__}.{spec.name}"))
        for spec in dataclasses.fields(cls)
    )


def _reader(hint: Any, where: str) -> _Reader:
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        read = _reader(inner[0], where)
        return lambda raw: None if raw is None else read(raw)
    if origin is tuple:
        item = _reader(typing.get_args(hint)[0], where)
        return lambda raw: tuple([item(one) for one in _checked(list, raw, where)])
    if origin is dict:
        one = _reader(typing.get_args(hint)[1], where)
        return lambda raw: {k: one(v) for k, v in _checked(dict, raw, where).items()}
    if dataclasses.is_dataclass(hint):
        return lambda raw: build(hint, _checked(dict, raw, where))
    return _plain_reader(hint, where)


def _plain_reader(hint: Any, where: str) -> _Reader:
    if hint is Any:
        return lambda raw: raw
    if typing.get_origin(hint) is Literal:
        return lambda raw: _one_of(typing.get_args(hint), raw, where)
    if hint is float:
        return lambda raw: raw if type(raw) is float and isfinite(raw) else _number(raw, where)
    return lambda raw: raw if type(raw) is hint else _checked(hint, raw, where)


def _one_of(choices: tuple[Any, ...], raw: Any, where: str) -> Any:
    if raw not in choices:
        raise ProtocolError(f"{where}: {raw!r:.80} is not one of {choices}")
    return raw


def _number(raw: Any, where: str) -> Any:
    if type(raw) is float:  # JSON has no infinity, but 1e999
        raise ProtocolError(f"{where}: too large a number")
    return _as_float(raw, where) if type(raw) is int else _checked(float, raw, where)


def _as_float(raw: int, where: str) -> float:
    try:
        return float(raw)
    except OverflowError as error:
        raise ProtocolError(f"{where}: {raw!s:.20}… is too large a number") from error


def _checked(expected: type, raw: Any, where: str) -> Any:
    if type(raw) is not expected:
        raise ProtocolError(f"{where}: expected {_NAMES[expected]}, got {raw!r:.80}")
    return raw


_NAMES: dict[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}
