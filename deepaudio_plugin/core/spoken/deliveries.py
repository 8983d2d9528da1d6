"""How a line is said beside its words: its delivery. What an engine has of it, its info states."""

from __future__ import annotations

from typing import Literal, TypeGuard

Delivery = Literal["", "whisper", "soft", "shout", "laugh", "cry"]
""" "": as usual."""

SAID: dict[str, str] = {
    "whisper": "whispered",
    "soft": "softly",
    "shout": "shouted",
    "laugh": "laughing",
    "cry": "crying",
}
"""As people write it beside a line. Of all but the usual delivery."""


def is_delivery(value: str) -> TypeGuard[Delivery]:
    """Whether this is one of them, the usual included."""
    return value in ("", *SAID)


def told(delivery: str) -> str:
    """As people write it beside a line; "" for the usual one."""
    return SAID.get(delivery, delivery)
