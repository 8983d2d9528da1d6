"""What the library knows of one take, as a value and as a JSON file beside the take."""

from __future__ import annotations

import dataclasses
import functools
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.errors import ProtocolError
from deepaudio_plugin.core.files import replacing
from deepaudio_plugin.core.formats import TAKE, NewerFormatError
from deepaudio_plugin.core.protocol import Done, Take
from deepaudio_plugin.core.take_spec import TakeSpec


@dataclass(frozen=True)
class Entry:
    """One take in the library. `created` and `used` are seconds since the epoch."""

    take: Take
    job_key: str  # what the job asked for: see `TakeSpec.job_key`
    made_from: dict[str, Any]  # its `TakeSpec`, as JSON; empty after `made_as`
    bytes: int
    created: float
    used: float
    energy: tuple[float, ...] = ()  # in the file beside the take alone, not in the index
    timings: dict[str, float] = field(default_factory=dict)  # seconds by stage
    warnings: tuple[str, ...] = ()
    rating: int = 0  # stars, 0: not rated
    verdict: dict[str, Any] = field(default_factory=dict)  # as JSON; empty: not checked
    digest: str = ""  # SHA-256 of its file; "" where it was not taken

    @classmethod
    def of(cls, spec: TakeSpec, done: Done, size: int, now: float, digest: str = "") -> Entry:
        """The entry of a take just finished, `size` bytes long."""
        assert done.take is not None
        # Where its files are is no part of a take: a library can be moved.
        take = dataclasses.replace(done.take, key=spec.key, path="")
        timings = dict(done.timings)
        body = spec.to_json()
        made = cls(take, spec.job_key, body, size, now, now, done.energy, timings, done.warnings)
        return dataclasses.replace(made, digest=digest)

    @functools.cached_property
    def spec(self) -> TakeSpec:
        """What it was made from. Raises `ProtocolError` for a description that is damaged."""
        return TakeSpec.from_json(self.made_from, self.take.key, self.job_key)

    def made_as(self, spec: TakeSpec) -> Entry:
        """The same with `spec`, a take of the same key, in place of its own copy of it.

        A window with thousands of takes open keeps what each is made from once.
        """
        take = dataclasses.replace(self.take, key=spec.key)
        shared = dataclasses.replace(self, take=take, job_key=spec.job_key, made_from={})
        vars(shared)["spec"] = spec
        return shared

    def to_json(self, *, energy: bool = True) -> str:
        """One line of JSON."""
        body = {name: getattr(self, name) for name in _NAMES}
        body["made_from"] = self.made_from or self.spec.to_json()
        body["take"] = {name: value for name, value in vars(self.take).items() if name != "path"}
        if not energy:
            del body["energy"]
        return json.dumps(TAKE.stamped(body), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, **changes: Any) -> Entry:
        """Read what `to_json` wrote, now or in an older version, with fields changed.

        Raises ValueError for anything else.
        """
        try:
            body = {**TAKE.upgraded(json.loads(text)), **changes}
            values = {name: body[name] for name in _NAMES if name in body}
            take = {name: value for name, value in body["take"].items() if name in _TAKE_NAMES}
            values["take"] = Take(**{"path": "", **take})
            values["energy"] = tuple(body.get("energy", ()))
            values["warnings"] = tuple(body["warnings"])
            return cls(**values)
        except (AttributeError, KeyError, TypeError, ProtocolError, NewerFormatError) as error:
            raise ValueError(f"not the description of a take: {error}") from error


_NAMES = tuple(spec.name for spec in dataclasses.fields(Entry))
_TAKE_NAMES = frozenset(spec.name for spec in dataclasses.fields(Take))


def write_sidecar(path: Path, entry: Entry, temp: Path) -> None:
    """Keep an entry beside its take, written under the name `temp` first. Raises OSError."""
    with replacing(path, temp=temp):
        temp.write_bytes(entry.to_json().encode())


def read_sidecar(path: Path) -> Entry | None:
    """The entry kept at `path`, None when it cannot be read."""
    try:
        return Entry.from_json(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
