"""Messages between a panel and its backend. Standard library only.

A panel gives orders; each has an `id` and is answered by exactly one `Carried` or
`Refused` of that id. What changes meanwhile is told as facts, whoever caused it. Long
lists come in parts that fit a line; a part replaces what was told of the same items.

After `Open`: `Opened` as soon as the file is read, then `Tracks`, `Markers` where there are
any, `Clips`, `Shots`, `Cues` in parts, `Jobs` in parts, `CastViews`, `Problems`, `Loaded`.
After each decision that changes the plan: the parts that changed (and `Removed` for what is
gone), then `PlanUpdated`.
"""

from __future__ import annotations

import typing
from typing import Any

from deepaudio_plugin.backend.messages.asking import *  # noqa: F403 - one namespace of messages
from deepaudio_plugin.backend.messages.asking import Request
from deepaudio_plugin.backend.messages.deciding import *  # noqa: F403
from deepaudio_plugin.backend.messages.deciding import Decision
from deepaudio_plugin.backend.messages.facts import *  # noqa: F403
from deepaudio_plugin.backend.messages.facts import Standing
from deepaudio_plugin.backend.messages.results import *  # noqa: F403
from deepaudio_plugin.backend.messages.results import Result
from deepaudio_plugin.core import wire

Order = Request | Decision
Fact = Standing | Result

_ORDERS: dict[str, Any] = {cls.kind: cls for cls in typing.get_args(Order)}
_FACTS: dict[str, Any] = {cls.kind: cls for cls in typing.get_args(Fact)}


def encode(message: Order | Fact) -> bytes:
    """One line. Raises `ProtocolError` for what does not fit or JSON cannot hold."""
    return wire.encode(message)


def decode_order(line: bytes) -> Order:
    """The order of a line. Raises `ProtocolError`."""
    order: Order = wire.decode(line, _ORDERS)
    return order


def decode_fact(line: bytes) -> Fact:
    """The fact of a line. Raises `ProtocolError`."""
    fact: Fact = wire.decode(line, _FACTS)
    return fact
