"""At which frame rate our clips were written, when a host has conformed the timeline since.

A file's name has the timecode of its clip, in frames of the timeline as it was then, and says
no rate; read at another one it is another time. The Broadcast WAV's time reference counts
samples and holds at any rate. Both together tell the rate: only at that of old do the frames
between them, a clip's handle, come to the same whole number in nearly every file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import opentimelineio as otio
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.options import MAX_HANDLES
from deepaudio_plugin.ownership.broadcast import BroadcastFacts
from deepaudio_plugin.timeline.ticks import PER_SECOND, per_frame
from deepaudio_plugin.timeline.timing import exact_rate, is_drop_frame, timecode

MAX_SIGNS = 32
"""So many files are asked for the rate; a long film has ten thousand."""

_DIGITS = 8
_RATES = (
    *(Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30)),
    *(Fraction(48000, 1001), Fraction(48), Fraction(50), Fraction(60000, 1001), Fraction(60)),
)


@dataclass(frozen=True)
class Sign:
    """What one clip of ours says of its time. Times are ticks."""

    digits: str  # of the timecode in its file's name
    now: Fraction  # where it lies on the timeline that came back
    file: BroadcastFacts | None = None

    @property
    def file_start(self) -> Fraction | None:
        """The first sample of the file; None where nothing says, or it begins at midnight."""
        if self.file is None or not self.file.start:
            return None
        return ticks_of(self.file.start, self.file.sample_rate)


def ticks_of(samples: int, sample_rate: int) -> Fraction:
    """Samples since midnight in ticks."""
    return Fraction(samples * PER_SECOND, sample_rate)


def time_of_day(digits: str, rate: float) -> Fraction | None:
    """The ticks that the timecode `digits` mean at `rate`; None where they mean nothing."""
    if len(digits) != _DIGITS:
        return None
    parts = [digits[i : i + 2] for i in range(0, _DIGITS, 2)]
    mark = ";" if is_drop_frame(rate) else ":"
    exact = float(exact_rate(rate))
    try:
        time = otio.opentime.from_timecode(":".join(parts[:3]) + mark + parts[3], exact)
    except ValueError:
        return None
    frame = round(time.value)
    if "".join(filter(str.isdigit, timecode(RationalTime(frame, rate)))) != digits:
        return None
    return Fraction(frame * per_frame(rate))


@dataclass(frozen=True)
class WrittenClock:
    """How the clips were counted when they were written, and how a host has counted them anew."""

    rate: float  # frames per second then
    now: float
    frame_for_frame: bool = False  # every frame is one frame still, and lasts another time

    @property
    def is_conformed(self) -> bool:
        """Whether the timeline is at another rate now."""
        return exact_rate(self.rate) != exact_rate(self.now)

    def clip_start(self, digits: str) -> Fraction | None:
        """Where a clip should lie now, in frames of the day, by the timecode in a file's name.

        Frame for frame all lie beside that by one amount: what the start timecode is off by.
        """
        time = time_of_day(digits, self.rate)
        return None if time is None else time / self.frame

    @property
    def frame(self) -> int | Fraction:
        """Ticks of then that a frame of now stands for."""
        return per_frame(self.rate if self.frame_for_frame else self.now)

    def handle(self, digits: str, file_start: Fraction) -> Fraction | None:
        """Frames of now between a file's first sample, in ticks of the day, and its clip."""
        time = time_of_day(digits, self.rate)
        return None if time is None else (time - file_start) / per_frame(self.now)

    def whole_frames(self, samples: int, sample_rate: int) -> Fraction:
        """The whole frames of then in so many samples, in frames of now."""
        then = exact_rate(self.rate)
        return Fraction(int(samples * then / sample_rate)) / then * exact_rate(self.now)


def clock_of(signs: Sequence[Sign], now: float) -> WrittenClock:
    """How clips were counted that come back at the rate `now`: so too, unless another rate
    explains them better."""
    asked = signs[:: max(1, len(signs) // MAX_SIGNS)]
    here = exact_rate(now)
    best = max((here, *(r for r in _RATES if r != here)), key=lambda r: _score(asked, r, here))
    if _score(asked, here, here) == _score(asked, best, here):
        return WrittenClock(now, now)
    clocks = [WrittenClock(float(best), now, frame_for_frame=counted) for counted in (False, True)]
    return max(clocks, key=lambda clock: _in_one_place(asked, clock))


def _in_one_place(signs: Iterable[Sign], clock: WrittenClock) -> int:
    """How many clips lie where they were written, or are off by one amount."""
    moves = Counter[int]()
    for sign in signs:
        start = clock.clip_start(sign.digits)
        if start is not None:
            moves[round(sign.now / per_frame(clock.now) - start)] += 1
    common = max(moves, key=lambda move: moves[move], default=0)
    return sum(moves[common + beside] for beside in (-1, 0, 1))


def _score(signs: Iterable[Sign], rate: Fraction, now: Fraction) -> tuple[int, int, int]:
    """How well a rate explains the clips: by their handles, by their files' lengths, and by how
    many lie where they were written or are moved by one amount."""
    handles: Counter[int] = Counter()
    fitting, moves = 0, Counter[int]()
    frame = per_frame(float(rate))
    for sign in signs:
        start = time_of_day(sign.digits, float(rate))
        if start is None:
            continue
        moves[round((sign.now - start) / per_frame(float(now)))] += 1
        head = None if sign.file_start is None else (start - sign.file_start) / frame
        if head is None or not _is_whole(head) or not 0 <= head <= MAX_HANDLES:
            continue
        handles[round(head)] += 1
        fitting += _fits(sign, head, frame)
    return max(handles.values(), default=0), fitting, max(moves.values(), default=0)


def _is_whole(frames: Fraction) -> bool:
    """Whether frames are whole but for the sample that a file's start is rounded to."""
    return abs(frames - round(frames)) <= Fraction(1, 100)


def _fits(sign: Sign, head: Fraction, frame: int | Fraction) -> bool:
    """Whether so long a handle goes twice into what a file holds beside its line or shot."""
    if sign.file is None or sign.file.window is None:
        return False
    beside = ticks_of(sign.file.num_samples - sign.file.window, sign.file.sample_rate) / frame
    return 2 * head <= beside + 1
