"""What the library knows of one take, as a value and as a JSON file beside the take."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deepaudio_plugin.core import protocol
from deepaudio_plugin.core.files import write_bytes
from deepaudio_plugin.core.protocol import Done, RenderRequest, Take


@dataclass(frozen=True)
class Entry:
    """One take in the library. `created` and `used` are seconds since the epoch."""

    take: Take
    request: dict[str, Any]  # the protocol's render message, by which it can be made again
    bytes: int
    created: float
    used: float
    energy: tuple[float, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)  # seconds by stage
    warnings: tuple[str, ...] = ()
    rating: int = 0  # stars, 0: not rated
    selected: bool = False

    @classmethod
    def of(cls, request: RenderRequest, done: Done, size: int, now: float) -> Entry:
        """The entry of a take just finished, `size` bytes long."""
        assert done.take is not None
        # Where its files are is no part of a take: a library can be moved.
        take = dataclasses.replace(done.take, key=request.key, path="")
        plain = json.loads(protocol.encode(dataclasses.replace(request, out_dir="")))
        timings = dict(done.timings)
        return cls(take, plain, size, now, now, done.energy, timings, done.warnings)

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, **changes: Any) -> Entry:
        """Read what `to_json` wrote, now or in an older version, with fields changed.

        Raises ValueError for anything else.
        """
        try:
            body = {**json.loads(text), **changes}
            values = {name: body[name] for name in _NAMES if name in body}
            take = {name: value for name, value in body["take"].items() if name in _TAKE_NAMES}
            values["take"] = Take(**take)
            values["energy"] = tuple(body["energy"])
            values["warnings"] = tuple(body["warnings"])
            return cls(**values)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"not the description of a take: {error}") from error


_NAMES = tuple(spec.name for spec in dataclasses.fields(Entry))
_TAKE_NAMES = frozenset(spec.name for spec in dataclasses.fields(Take))


def write_sidecar(path: Path, entry: Entry) -> None:
    """Keep an entry beside its take. Raises OSError."""
    write_bytes(path, entry.to_json().encode())


def read_sidecar(path: Path) -> Entry | None:
    """The entry kept at `path`, None when it cannot be read."""
    try:
        return Entry.from_json(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
