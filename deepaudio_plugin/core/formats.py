"""Formats that outlive the program: each with its version, and its one place for migrations.

Raise a format's version when what older programs wrote has to be read otherwise, and enter the
step from the version before under `steps`: a function from the old body to the new one. New
optional fields need no new version: they are ignored by older programs and have their default
value where they are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from deepaudio_plugin.core.errors import ProtocolError

Body = dict[str, Any]


class NewerFormatError(Exception):
    """A newer version of this program wrote it: it is to be left alone."""


@dataclass(frozen=True)
class Format:
    """A kind of file. `steps` has, for each version before `version`, the way to the next."""

    name: str
    version: int
    steps: Mapping[int, Callable[[Body], Body]] = field(default_factory=dict)

    def upgraded(self, body: Body) -> Body:
        """A body as this version has it, without its `version`.

        Raises `NewerFormatError` for a newer version, `ProtocolError` for what has none.
        """
        found = body.get("version")
        if type(found) is not int or found < 1:
            raise ProtocolError(f"version: expected a whole number, got {found!r:.40}")
        if found > self.version:
            raise NewerFormatError(
                f"{self.name}: format {found} is newer than {self.version}, known here"
            )
        body = {name: value for name, value in body.items() if name != "version"}
        for version in range(found, self.version):
            body = self.steps[version](body)
        return body

    def stamped(self, body: Body) -> Body:
        """A body of this version, with its `version`."""
        return {"version": self.version, **body}


TAKE = Format("take", 1)
"""What is known of a take: the JSON file beside it, and its row in the library's index."""

DECISIONS = Format("decisions", 1)
"""The file beside a timeline."""

WORK = Format("work file", 1)
"""Orders for takes: see `deepaudio_plugin.work.work_file`."""

FORMATS = (TAKE, DECISIONS, WORK)
"""Formats that are migrated. The library's index is none: it is made again from the takes' files
(`takes.index.VERSION`). Nor is the protocol: both of its sides are of one installation, and part
where their major numbers differ (`protocol.VERSION`)."""
