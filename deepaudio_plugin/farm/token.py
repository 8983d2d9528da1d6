"""The token by which a Ray cluster knows its people: newer ones may ask for it.

Where Ray joins a cluster by its address it shows no token unless it is told to, and then waits in
vain for one that asks. One that does not ask must not be shown it: its hosts could not talk with
this computer. So a cluster is asked first. `auto` Ray sees to itself.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from deepaudio_plugin.core.errors import FarmError

LOCAL = "local"
"""The address of a cluster that is started for this render, on this computer alone."""

_MODE = "RAY_AUTH_MODE"
_TOKEN = "RAY_AUTH_TOKEN"
_QUESTIONS = {True: "RayletDriver/KVExists", False: "NodeInfoGcsService/GetClusterId"}
"""What the port for clients and that of a cluster itself answer to nobody without a token."""
_ANSWER_S = 10.0


def use_token(address: str) -> None:
    """Have Ray show its token where it is asked for. To be called before Ray is imported.

    For a cluster of ours, which ends with the render, there is a token for it alone: Ray would
    put one into the user's folder, for ever. Raises FarmError where a token is asked for and
    there is none.
    """
    if _MODE in os.environ:
        return
    if address == LOCAL:
        if not _has_token():
            os.environ.update({_MODE: "token", _TOKEN: secrets.token_hex(32)})
    elif asks_for_token(address):
        if not _has_token():
            raise FarmError(
                f"the Ray cluster at {address!r} asks for a token, and there is none here",
                hint="`ray get-auth-token` says it there; it belongs into ~/.ray/auth_token here.",
            )
        os.environ[_MODE] = "token"


def asks_for_token(address: str) -> bool:
    """Whether the cluster at HOST:PORT, or ray://HOST:PORT, does; False where nobody answers."""
    place = address.removeprefix("ray://")
    if not place.rpartition(":")[2].isdigit():
        return False
    try:
        import grpc
    except ImportError:
        return False
    question = f"/ray.rpc.{_QUESTIONS[address != place]}"
    with grpc.insecure_channel(place) as channel:
        try:
            channel.unary_unary(question)(b"", timeout=_ANSWER_S)
        except grpc.RpcError as error:
            return bool(error.code() == grpc.StatusCode.UNAUTHENTICATED)
    return False


def _has_token() -> bool:
    """Whether there is one in the places where Ray looks for it."""
    if os.environ.get(_TOKEN):
        return True
    named = os.environ.get("RAY_AUTH_TOKEN_PATH")
    try:
        return bool(Path(named or Path.home() / ".ray" / "auth_token").read_text().strip())
    except (OSError, ValueError, RuntimeError):
        return False
