"""Which engines the DeepAudio outside Blender has: asked for once, in the background."""

from __future__ import annotations

import json
import subprocess
import threading

from .errors import ExtensionError
from .outside import environment, interpreter

AUTOMATIC = ("auto", "the best engine that is ready")

_PATIENCE_S = 60.0

_known: list[tuple[str, str]] = [AUTOMATIC]
_asked: threading.Thread | None = None


def suggested(typed: str = "") -> list[tuple[str, str]]:
    """Name and title of each engine known so far whose name or title holds `typed`.

    The first call asks for them without waiting.
    """
    global _asked  # noqa: PLW0603 - one Blender, one installation
    if _asked is None:
        _asked = threading.Thread(target=_ask, name="deepaudio-engines", daemon=True)
        _asked.start()
    wanted = typed.strip().casefold()
    return [engine for engine in _known if wanted in " ".join(engine).casefold()]


def _ask() -> None:
    command = ["-m", "deepaudio_plugin.cli.main", "engines", "--json"]
    try:
        answer = subprocess.run(
            [interpreter(), *command],
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=environment(),
            timeout=_PATIENCE_S,
        )
    except (ExtensionError, OSError, subprocess.SubprocessError):
        return  # a render says what is wrong; "Automatic" stays
    _known[1:] = described(answer.stdout)


def described(lines: bytes) -> list[tuple[str, str]]:
    """The engines that `deepaudio engines --json` tells of; other lines are passed over."""
    found = []
    for line in lines.splitlines():
        try:
            engine = json.loads(line)["engine"]
            state = "" if engine["ready"] else f" ({engine['state']})"
            found.append((str(engine["name"]), str(engine["label"]) + state))
        except (ValueError, KeyError, TypeError):
            continue
    return found
