"""A clip of ours as it came back from a host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from opentimelineio.opentime import TimeRange

KnownBy = Literal["metadata", "broadcast", "file", "name"]


@dataclass(frozen=True)
class ReturnedTake:
    """One clip that plays a take of ours. Ranges are whole frames at the timeline's rate."""

    track: str
    clip: str
    stem: str  # "speech", "audio", "mix", or "" where nothing says
    record: TimeRange  # zero-based timeline time
    source: TimeRange  # of the file, from its first frame
    by: KnownBy  # by a name alone it may be a clip of the editor's own
    key: str = ""  # content key; its first half, or nothing, where no more is known
    seed: int | None = None
    name: str = ""  # of its job
    ref: str = ""  # of its job, where the metadata says
    text: str = ""  # that it speaks, where anything says
    window: int | None = None  # samples at 48 kHz that its line or shot lasted
    moved: int = 0  # frames by which it sounds later than it was written; negative: earlier
    carried: int = 0  # and with nearly all the others, by which it is not counted as moved
    trimmed: bool = False  # shortened or lengthened at either end
    muted: bool = False  # the clip is disabled
    track_off: bool = False  # its track is
    on_our_track: bool = True
    head: int | None = None  # frames of its file before the sound proper; None: nothing says
    held: int = 0  # frames of its file; 0: nothing says
    levels_db: tuple[float, ...] = ()  # of the clip, where its format has them; see `effects`
    effects: tuple[str, ...] = ()  # names of what an editor has put on it, fades too
    written_at: float = 0.0  # frames per second when it was written; 0: as many as now

    @property
    def start(self) -> int:
        """The frame on which it was written, counted where the timeline is now."""
        return int(self.record.start_time.value) - self.moved
