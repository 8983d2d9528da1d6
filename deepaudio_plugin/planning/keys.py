"""Content keys: everything that changes a take's sound, nothing that does not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import PictureSource, RenderRequest
from deepaudio_plugin.decisions.model import TakeDecision

KEY_VERSION = 1
"""Raised when the meaning of a request changes, so that old takes are not mistaken for new."""

_PLACE_ONLY = ("id", "key", "out_dir", "where", "speaker")
_COMPANY = ("low_vram", "beside", "lines")
"""Settings that say how or together with what a take is made, not how it sounds."""

_NO_WISH = TakeDecision()

Identity = Callable[[PictureSource], str]


@dataclass(frozen=True)
class Keyer:
    """Makes the takes of a job: one request for each seed, named by content.

    A content key is the SHA-256 of a request's meaning, as 64 hexadecimal digits. Media
    count by content (`identity`), not by path; a speaker's name counts only through the
    voice it was given.
    """

    engine: EngineInfo
    identity: Identity
    seeds: tuple[int, ...]

    def takes(
        self, request: RenderRequest, job_id: str, wish: TakeDecision = _NO_WISH
    ) -> tuple[RenderRequest, ...]:
        """`request` once for each seed, with its id and content key; the chosen take first.

        `wish` has seeds beyond the plan's. Choosing changes only the order.
        """
        meaning, values = _meaning(request, self.engine, self.identity), dict(vars(request))

        def take(number: int, seed: int) -> RenderRequest:
            meaning["seed"] = values["seed"] = seed
            values["id"], values["key"] = f"{job_id}.{number}", _digest(meaning)
            return RenderRequest(**values)

        seeds = tuple(dict.fromkeys((*self.seeds, *wish.seeds)))
        made = [take(n, seed) for n, seed in enumerate(seeds, start=1)]
        if wish.chosen and wish.chosen_seed is not None and wish.chosen_seed not in seeds:
            chosen = take(len(made) + 1, wish.chosen_seed)
            made += [chosen] if chosen.key == wish.chosen else []
        if wish.chosen:
            made.sort(key=lambda request: request.key != wish.chosen)
        return tuple(made)


def _meaning(request: RenderRequest, engine: EngineInfo, identity: Identity) -> dict[str, Any]:
    meaning: dict[str, Any] = {n: v for n, v in vars(request).items() if n not in _PLACE_ONLY}
    if request.picture is not None:
        meaning["picture"] = {**vars(request.picture), "path": identity(request.picture)}
    meaning["settings"] = sounding_settings(request.settings)
    meaning["windows"] = [vars(window) for window in request.windows]
    meaning["engine_version"] = engine.version
    meaning["weights"] = engine.weights_digest
    meaning["key_version"] = KEY_VERSION
    return meaning


def sounding_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings without company; a recording counts by its content and its words."""
    kept = {name: value for name, value in settings.items() if name not in _COMPANY}
    if "reference" in kept:
        kept["reference"] = {k: v for k, v in kept["reference"].items() if k != "path"}
    return kept


# One encoder for all: `json.dumps` makes a new one for each of ten thousand jobs.
_canonical = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, check_circular=False, separators=(",", ":")
).encode


def _digest(meaning: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(meaning).encode()).hexdigest()
