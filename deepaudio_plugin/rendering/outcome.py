"""What rendering a plan came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from deepaudio_plugin.core.protocol import Take
from deepaudio_plugin.core.verdicts import Verdict
from deepaudio_plugin.rendering.checking import verdict_in
from deepaudio_plugin.takes.library import Entry


@dataclass
class Outcome:
    """The takes there are, by content key, and what was said while they were rendered."""

    takes: dict[str, Take] = field(default_factory=dict)
    warnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    verdicts: dict[str, Verdict] = field(default_factory=dict)


def outcome_of(entries: Mapping[str, Entry]) -> Outcome:
    """What is in the library."""
    return Outcome(
        takes={key: entry.take for key, entry in entries.items()},
        warnings={key: entry.warnings for key, entry in entries.items()},
        verdicts={key: v for key, e in entries.items() if (v := verdict_in(e)) is not None},
    )
