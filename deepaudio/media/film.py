"""Films that stay open: the frame that shows at a time, at once where it is near the last one.

A decoder that stands where the last frame was read goes on from there; a few frames before it
are kept, so that stepping back costs nothing. Files are closed when nobody has asked for a
while: they may be about to be replaced.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from fractions import Fraction

import av.error
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from deepaudio.media.container import opened, tell_decoder, video_stream
from deepaudio.media.decoding import TimedFrame, timed_frames

_NEAR_S = 1.0  # a frame so little ahead is reached by decoding on
_KEPT_BYTES = 48 << 20  # of decoded frames, for stepping back
_STEPS_BACK = 12  # frames before the wanted one that are decoded too where one steps
_JUST_BEFORE = 1.5  # frames; of those before, where one jumps, only what the others need
_EARLIER_S = (1.0, 10.0, float("inf"))  # where a seek lands behind the wanted frame
_ROUNDING = 1e-3  # of a frame: what arithmetic may be off by
_MOST_ROUNDING = 0.25  # of a frame
_THREADS = 2
_OPEN_FILMS = 4
_IDLE_S = 5.0


def rounding_s(stream: VideoStream) -> float:
    """How far a time stamp may lie after its frame's time: half a tick of the file's clock."""
    tick_s, frame_s = float(stream.time_base or 0), _frame_s(stream)
    return min(0.51 * tick_s + _ROUNDING * frame_s, _MOST_ROUNDING * frame_s)


def _frame_s(stream: VideoStream) -> float:
    """How long a frame shows, on average."""
    return 1 / (float(stream.average_rate or 0) or 24.0)


class Film:
    """Frames of one open file. For one thread at a time; `close` it."""

    def __init__(self, path: str, check: Callable[[], None] = lambda: None) -> None:
        """Raises `MediaError`."""
        self.path = path
        self.check = check
        self.failed = False  # while reading: it stands nobody knows where
        self._stack = ExitStack()
        self._container = self._stack.enter_context(opened(path))
        try:
            self.stream = video_stream(self._container, path)
            self.stream.thread_type = "AUTO"
            self.stream.codec_context.thread_count = _THREADS
            tell_decoder(self.stream, skip_loop_filter="bidir")  # hardly shows at a small size
        except BaseException:
            self._stack.close()
            raise
        self.rounding_s = rounding_s(self.stream)
        self._frame_s = _frame_s(self.stream)
        self.pixel_aspect = Fraction(self.stream.sample_aspect_ratio or 1)
        self._frames: Iterator[TimedFrame] | None = None  # None: it stands nowhere
        self._was_read = False
        self._kept: deque[TimedFrame] = deque()  # up to the one shown
        self._following: TimedFrame | None = None  # where it `_is_read`; None: it ends here
        self._is_read = False  # the one after the last kept: often nobody needs it
        self._skim_to_s = 0.0
        self._reach_s = _NEAR_S  # grows with what is learnt of how far apart key frames are

    def close(self) -> None:
        """Close the file."""
        self._frames = None
        self._kept.clear()
        self._stack.close()

    def frame_at(self, time_s: float) -> VideoFrame | None:
        """The frame that shows then; the first before any, the last where the file ends before.

        None where nothing can be decoded. Raises `MediaError`, and what `check` raises: then
        it may be asked again.
        """
        kept = self._among_kept(time_s)
        if kept is not None:
            return kept
        self.failed = True
        frame = self._read(time_s)
        self.failed = False
        return frame

    def _read(self, time_s: float) -> VideoFrame | None:
        steps_s = _STEPS_BACK * self._frame_s
        behind = bool(self._kept) and time_s + self.rounding_s < self._kept[-1][0]
        stepping = bool(self._kept) and abs(time_s - self._kept[-1][0]) < steps_s
        early_s = steps_s if stepping else _JUST_BEFORE * self._frame_s
        self._skim_to_s = time_s - early_s if time_s > _NEAR_S else 0.0
        stands = self._following if self._is_read else self._kept[-1] if self._kept else None
        position_s = stands[0] if stands else float("-inf")
        if self._frames is None or behind or time_s - position_s > self._reach_s:
            self._seek(time_s)
        self._read_to(time_s)
        if self._kept and self._kept[-1][0] < self._skim_to_s:
            self._skim_to_s = 0.0  # so long a frame may have one after it that was left out
            self._seek(time_s)
            self._read_to(time_s)
        return self._kept[-1][1] if self._kept else None

    def _among_kept(self, time_s: float) -> VideoFrame | None:
        """A frame that was read already, if it is the one that shows."""
        shown: VideoFrame | None = None
        for begins_s, frame in self._kept:
            if begins_s > time_s + self.rounding_s:
                return shown
            shown = frame
        if self._frames is None:
            return None
        if not self._is_read:
            return shown if self._begins_then(time_s) else None
        is_last = self._following is None or self._following[0] > time_s + self.rounding_s
        return shown if is_last else None

    def _begins_then(self, time_s: float) -> bool:
        """Whether the last frame that is kept begins at a time, or first after it.

        Then it shows, whatever follows: nothing more is decoded to know that.
        """
        return bool(self._kept) and self._kept[-1][0] >= time_s - self.rounding_s

    def _read_to(self, time_s: float) -> None:
        while not self._begins_then(time_s):
            if not self._is_read:
                self._following, self._is_read = self._next(), True
            following = self._following
            if following is None or (self._kept and following[0] > time_s + self.rounding_s):
                return
            self._stop_if_asked()
            self._keep(following)
            self._following, self._is_read = None, False

    def _keep(self, frame: TimedFrame) -> None:
        size = max(1, frame[1].width * frame[1].height * 3 // 2)
        while self._kept and self._kept[0][0] < self._skim_to_s:
            self._kept.popleft()  # others may have been left out after it
        self._kept.append(frame)
        while len(self._kept) > max(1, _KEPT_BYTES // size):
            self._kept.popleft()

    def _seek(self, time_s: float) -> None:
        """Stand at a frame at or before `time_s`: some files' seeks land behind it."""
        self._kept.clear()
        for earlier_s in (0.0, *_EARLIER_S):
            self._frames, self._following, self._is_read = None, None, False
            self._stop_if_asked()
            begin_s = max(0.0, time_s - earlier_s)
            if self._was_read and begin_s <= _NEAR_S:
                self._rewind()  # so near the beginning reading does not seek by itself
            self._frames = timed_frames(
                self._container, self.stream, begin_s, skim_to_s=lambda: self._skim_to_s
            )
            self._was_read = True
            self._following, self._is_read = self._next(), True
            landed = self._following
            if begin_s == 0.0 or (landed and landed[0] <= time_s + self.rounding_s):
                break
        if self._following is not None:
            self._reach_s = max(self._reach_s, time_s - self._following[0])

    def _rewind(self) -> None:
        """Go to the file's beginning, from where reading goes on unless it seeks."""
        with contextlib.suppress(av.error.FFmpegError):  # a single image has nowhere to go
            start = self.stream.start_time or 0
            self._container.seek(start, stream=self.stream, backward=True)

    def _stop_if_asked(self) -> None:
        """Called only where what is known of the film is true."""
        self.failed = False
        self.check()
        self.failed = True

    def _next(self) -> TimedFrame | None:
        assert self._frames is not None
        return next(self._frames, None)


class FilmShelf:
    """Open films of one kind of work, lent to one thread at a time."""

    def __init__(self, most: int = _OPEN_FILMS, idle_s: float = _IDLE_S) -> None:
        self._most, self._idle_s = most, idle_s
        self._lock = threading.Lock()
        self._films: dict[tuple[str, int, int], Film] = {}  # the least recently used first
        self._timer: threading.Timer | None = None

    @contextlib.contextmanager
    def lent(self, path: str, check: Callable[[], None] = lambda: None) -> Iterator[Film]:
        """The film at `path`, opened if it is not there. Raises `MediaError`."""
        key = _state(path)
        with self._lock:
            film = self._films.pop(key, None)
        if film is None:
            film = Film(path, check)
        film.check = check
        try:
            yield film
        finally:
            if film.failed:
                film.close()
            else:
                self._put_back(key, film)

    def close(self) -> None:
        """Close all films."""
        with self._lock:
            films = list(self._films.values())
            self._films.clear()
        for film in films:
            film.close()

    def _put_back(self, key: tuple[str, int, int], film: Film) -> None:
        film.check = lambda: None
        with self._lock:
            gone = [self._films.pop(key)] if key in self._films else []
            self._films[key] = film
            while len(self._films) > self._most:
                gone.append(self._films.pop(next(iter(self._films))))
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(self._idle_s, self.close)
            self._timer.daemon = True
            self._timer.start()
        for other in gone:
            other.close()


def _state(path: str) -> tuple[str, int, int]:
    """A file as it is now: one that was replaced is another film."""
    try:
        facts = os.stat(path)  # noqa: PTH116 - asked for every frame
    except OSError:
        return path, 0, 0
    return path, facts.st_mtime_ns, facts.st_size
