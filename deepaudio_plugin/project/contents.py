"""Lines and shots of an open timeline, by reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions.added import AddedLine, with_added
from deepaudio_plugin.decisions.refs import Fingerprint, cue_ref, fingerprints, shot_refs
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.timeline.shots import Shot

NONE_ADDED: Mapping[str, AddedLine] = {}
GONE = "It may have changed meanwhile; look at the list again."
"""The hint for a reference that nothing has."""


@dataclass(frozen=True)
class Contents:
    """What was read of a timeline, with lines added to it, before all else that was decided."""

    read: Material  # without added lines
    material: Material
    cues: Mapping[str, tuple[int, Cue]]  # with their numbers, from 1
    shots: Mapping[str, Shot]
    fingerprints: Mapping[str, Fingerprint]  # by what each is known again

    @classmethod
    def of(cls, read: Material, added: Mapping[str, AddedLine] = NONE_ADDED) -> Contents:
        """What was read and added, by reference, in timeline order."""
        material = with_added(read, added)
        return cls(
            read,
            material,
            cues={cue_ref(cue): (n, cue) for n, cue in enumerate(material.cues, start=1)},
            shots=dict(zip(shot_refs(material.shots), material.shots, strict=True)),
            fingerprints=fingerprints(material.cues, material.shots),
        )

    def cue(self, ref: str) -> Cue:
        """A cue as it was read. Raises UsageError."""
        if ref not in self.cues:
            raise UsageError(f"there is no line {ref!r}", hint=GONE)
        return self.cues[ref][1]

    def shot(self, ref: str) -> Shot:
        """The shot of a reference. Raises UsageError."""
        if ref not in self.shots:
            raise UsageError(f"there is no shot {ref!r}", hint=GONE)
        return self.shots[ref]

    def find_shots(self, refs: Iterable[str]) -> dict[str, Shot]:
        """The shots of these references that are there."""
        return {ref: self.shots[ref] for ref in refs if ref in self.shots}
