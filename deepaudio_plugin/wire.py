"""Typed messages as lines of JSON: what every pipe between our processes speaks.

A message is a frozen dataclass with a `kind`. Unknown fields are ignored; an unknown
kind, a missing field, a field of another type or a line that is no JSON object raises
`ProtocolError`. Standard library only.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, Union

from deepaudio_plugin.errors import ProtocolError

MAX_LINE_BYTES = 1 << 20


def encode(message: Any) -> bytes:
    """One line, newline included.

    Raises `ProtocolError` past `MAX_LINE_BYTES` and for what JSON cannot hold.
    """
    line = dump({"kind": message.kind, **dataclasses.asdict(message)}, message.kind) + b"\n"
    if len(line) > MAX_LINE_BYTES:
        raise ProtocolError(f"a {message.kind} message of {len(line)} bytes exceeds 1 MiB")
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
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode()
    except UnicodeEncodeError:  # a path that is no UTF-8: lone surrogates survive as escapes
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise ProtocolError(f"a {kind} message cannot be written: {error}") from error


def body_of(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise ProtocolError(f"a line of {len(line)} bytes exceeds 1 MiB")
    return parse(line)


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
    hints = hints_of(cls)
    values = {}
    for spec in dataclasses.fields(cls):
        if spec.name in body:
            where = f"{cls.__name__}.{spec.name}"
            values[spec.name] = value(hints[spec.name], body[spec.name], where)
    try:
        return cls(**values)
    except TypeError as error:
        raise ProtocolError(f"a {cls.__name__} message is incomplete: {error}") from error


_HINTS: dict[Any, dict[str, Any]] = {}


def hints_of(cls: Any) -> dict[str, Any]:
    if cls not in _HINTS:
        _HINTS[cls] = typing.get_type_hints(cls)
    return _HINTS[cls]


def value(hint: Any, raw: Any, where: str) -> Any:
    """`raw` as the type of a field: dataclasses, tuples, dicts, options and plain values."""
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        if raw is None:
            return None
        inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        return value(inner[0], raw, where)
    if origin is tuple:
        items = _checked(list, raw, where)
        return tuple(value(typing.get_args(hint)[0], item, where) for item in items)
    if origin is dict:
        value_hint = typing.get_args(hint)[1]
        items = _checked(dict, raw, where).items()
        return {key: value(value_hint, item, where) for key, item in items}
    if dataclasses.is_dataclass(hint):
        return build(hint, _checked(dict, raw, where))
    return _plain(hint, raw, where)


def _plain(hint: Any, raw: Any, where: str) -> Any:
    if hint is Any:
        return raw
    if typing.get_origin(hint) is Literal:
        if raw not in typing.get_args(hint):
            raise ProtocolError(f"{where}: {raw!r:.80} is not one of {typing.get_args(hint)}")
        return raw
    if hint is float and type(raw) is int:
        return _as_float(raw, where)
    return _checked(hint, raw, where)


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
