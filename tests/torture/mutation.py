"""Changes that make a file wrong: of its bytes, and of what its JSON holds."""

from __future__ import annotations

import json
import random
from typing import Any

_TOKENS = (
    b"\0", b"\xff\xfe", b"\xc3\x28", b"\n\n", b"-->", b"99:99:99,999", b"{", b"}", b"[", b"<", b">",
    b"&#0;", b"<!DOCTYPE a [<!ENTITY b \"c\">]>", b"%n", b"%s", b"../", b"-1", b"1e999", b"NaN",
    b"18446744073709551616", b"\xe2\x80\xae", b"\x1b[2J", b"A" * 300,
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, -1, 0, 1, 1e308, -1e308, float("nan"), float("inf"), 2**63, 10**30, 0.1,
    "", "\0", "x" * 3000, "../../etc/passwd", "file:///dev/zero", "http://example.invalid/a.mov",
    "\x1b]0;title\x07", "\u202e", [], {}, [[]], {"OTIO_SCHEMA": "Clip.9"}, {"OTIO_SCHEMA": 3},
)  # fmt: skip


def bytes_changed(data: bytes, rng: random.Random) -> bytes:
    """One to eight small changes."""
    body = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(body) + 1)
        kind = rng.randrange(6)
        if kind == 0 and body:
            body[at % len(body)] ^= 1 << rng.randrange(8)
        elif kind == 1:
            body[at:at] = rng.choice(_TOKENS)
        elif kind == 2:
            del body[at : at + rng.choice((1, 2, 8, 64, 1000))]
        elif kind == 3:
            length = rng.choice((1, 4, 32, 256))
            body[at:at] = body[at : at + length]
        elif kind == 4:
            body[at : at + 4] = rng.randbytes(4)
        elif rng.random() < 0.3:
            del body[at:]
    return bytes(body)


def json_changed(data: bytes, rng: random.Random) -> bytes:
    """One to four changes of values, keys or lists; what it was stays JSON.

    Most are of a kind that a reader can live with: other numbers and words in the right places.
    """
    tree = json.loads(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        places = [*_places(tree)]
        if not places:
            break
        holder, key = rng.choice(places)
        if rng.random() < 0.7:
            _change_gently(holder, key, rng)
        else:
            _change(holder, key, rng)
    return json.dumps(tree).encode()


def _change_gently(holder: Any, key: Any, rng: random.Random) -> None:
    """Another value of the same type."""
    value = holder[key]
    if isinstance(value, bool):
        holder[key] = not value
    elif isinstance(value, (int, float)):
        others = (-value, value * 1000, value + 0.5, value / 3, value + 1, 0, 1e12, 23.976)
        holder[key] = type(value)(rng.choice(others))
    elif isinstance(value, str) and key != "OTIO_SCHEMA":
        holder[key] = rng.choice([v for v in _VALUES if isinstance(v, str)]) + value[:3]
    elif isinstance(value, list) and value:
        value.insert(0, value[rng.randrange(len(value))])
    elif isinstance(value, dict) and isinstance(holder, list):
        del holder[key]


def _places(tree: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in pairs:
            found.append((node, key))
            if isinstance(value, (dict, list)):
                waiting.append(value)
    return found


def _change(holder: Any, key: Any, rng: random.Random) -> None:
    kind = rng.randrange(5)
    value = holder[key]
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(value, (int, float)) and not isinstance(value, bool):
        holder[key] = rng.choice((-value, value * 1000, value + 0.5, value / 3, value + 1))
    elif kind == 2 and isinstance(holder, list):
        holder.insert(rng.randrange(len(holder) + 1), value)
    elif kind == 3 and isinstance(holder, dict):
        holder[rng.choice(("name", "metadata", "unknown", "OTIO_SCHEMA", "kind"))] = value
    else:
        holder[key] = rng.choice(_VALUES)
