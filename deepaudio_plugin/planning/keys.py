"""Content keys: everything that changes a take's sound, nothing that does not."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from typing import Any

from deepaudio_plugin.protocol import EngineState, PictureSource, RenderRequest

KEY_VERSION = 1
"""Raised when the meaning of a request changes, so that old takes are not mistaken for new."""

_PLACE_ONLY = ("id", "key", "out_dir", "where", "speaker", "kind")

Identity = Callable[[PictureSource], str]


def content_key(request: RenderRequest, engine: EngineState, identity: Identity) -> str:
    """The SHA-256 of a request's meaning, as 64 hexadecimal digits.

    Media count by content (`identity`), not by path; a speaker's name counts only
    through the voice it was given.
    """
    meaning: dict[str, Any] = dataclasses.asdict(request)
    for name in _PLACE_ONLY:
        meaning.pop(name, None)
    if request.picture is not None:
        meaning["picture"]["path"] = identity(request.picture)
    meaning["engine_version"] = engine.version
    meaning["weights"] = engine.weights_digest
    meaning["key_version"] = KEY_VERSION
    text = json.dumps(meaning, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
