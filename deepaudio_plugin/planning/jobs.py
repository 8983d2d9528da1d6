"""A job: one unit of generation, and where its sound goes on the timeline."""

from __future__ import annotations

from dataclasses import dataclass

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.protocol import SAMPLE_RATE, Stem
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.places import HOME, Place
from deepaudio_plugin.timeline.timing import exact_rate


@dataclass(frozen=True)
class Job:
    """One cue to say or one shot to give sound.

    Times are zero-based timeline time at the timeline's rate. `start` is the frame the
    clip begins on where nobody has moved it (see `places`); a cue between two frames begins
    `offset` samples later. The take's file begins `handles` whole frames before `start`.
    """

    id: str  # "speech-0003", "audio-0001": stable within a plan
    stem: Stem
    name: str  # clip name on the new track
    start: RationalTime
    range: TimeRange  # the cue's or shot's own range, exact
    offset: int  # samples from `start` to the request's first sample
    handles: int  # frames before `start` that the file holds
    lane: int
    requests: tuple[TakeSpec, ...]  # one per take; the first is the one that plays
    where: str  # for messages
    ref: str = ""  # of what it is made for, the same in every session: see decisions.refs
    cue_id: str = ""
    shot_index: int = 0
    warnings: tuple[str, ...] = ()
    of_speaking: tuple[str, ...] = ()  # those of `warnings` that are none of a recorded line
    runs_on_s: float = 0.0  # speech: how far it will probably be heard beyond its range
    places: tuple[Place, ...] = (HOME,)  # of its clips: several where an editor has copied it
    problem: str = ""  # set when the job cannot be rendered; `requests` is then empty
    hint: str = ""
    gain_db: float = 0.0  # by which its takes are heard louder than they were made
    wanted: tuple[TakeSpec, ...] = ()  # what it asks for now; empty: just `requests`
    unseen: tuple[TakeSpec, ...] = ()  # where media are not there: what it asks for without them

    def handles_of(self, handle_in: int) -> int:
        """Whole frames before `start` that a file holds whose sound proper begins so late.

        A take that was made for another place has other handles; it lies to the nearest frame.
        """
        if not self.requests or handle_in == self.spec.handle_in:
            return self.handles
        frames = (handle_in - self.offset) * exact_rate(self.start.rate) / SAMPLE_RATE
        return max(0, round(frames))

    @property
    def keys(self) -> tuple[str, ...]:
        """Content keys of its takes, and of what is planned instead of some of them."""
        return tuple(take.key for take in (*self.requests, *self.wanted))

    @property
    def spec(self) -> TakeSpec:
        """What it asks for now; what plays may have been made from something else.

        Raises IndexError for a job that cannot be rendered.
        """
        return (self.wanted or self.requests)[0]
