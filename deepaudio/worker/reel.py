"""Reels: frames of a picture, one for each frame of a timeline, as small JPEGs in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from av.video.frame import VideoFrame

from deepaudio.media.clock import clock_start
from deepaudio.media.container import corrupt, mapped_errors
from deepaudio.media.film import FilmShelf
from deepaudio.media.frames import media_facts
from deepaudio.media.picture import JobPicture
from deepaudio.media.sequences import sequence_frames
from deepaudio.worker.drawing import black_like, jpeg, mixed, small
from deepaudio.worker.sources import picture
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError
from deepaudio_plugin.core.files import output_errors, write_bytes
from deepaudio_plugin.core.protocol import Dissolving, Done, Reel
from deepaudio_plugin.core.reel_file import pack_reel

_HEIGHTS = range(8, 2161)
_MOST_FRAMES = 4096
_BACKWARD = 12  # frames read forwards at a time where a picture plays backwards
_QUALITY_STILL, _QUALITY_PLAYING = 4, 7

_parked, _playing = FilmShelf(), FilmShelf()
"""Films of stills and of reels: neither takes from the other the place where it reads."""

Shown = tuple[VideoFrame, Fraction]
"""A frame and the width of its pixels against their height."""


def reel(request: Reel, task: Task) -> Done:
    """Write the frames that show. Raises `JobError` for numbers out of range, and `MediaError`."""
    if not 1 <= request.count <= _MOST_FRAMES or request.rate_num < 1 or request.rate_den < 1:
        raise JobError("there is nothing to show: the range is empty", where=request.picture.path)
    if request.height not in _HEIGHTS:
        raise JobError(f"pictures cannot be {request.height} pixels high")
    drawn: list[bytes] = []
    places: list[int] = []
    last: VideoFrame | None = None
    is_still = request.count == 1
    quality = _QUALITY_STILL if is_still else _QUALITY_PLAYING
    films = _parked if is_still else _playing
    frames = _mixed(request, films, task) if request.into else _plain(request, films, task)
    for frame in frames:
        if frame is not last:
            task.check()
            with mapped_errors(request.picture.path):
                drawn.append(jpeg(frame, quality))
            last = frame
        places.append(len(drawn) - 1)
        task.progress("reel", len(places) / request.count)
    path = Path(request.out_path)
    with output_errors(path):
        write_bytes(path, pack_reel(drawn, places), durable=False)
    return Done(task.id, path=request.out_path, timings=task.timings())


def _plain(request: Reel, films: FilmShelf, task: Task) -> Iterator[VideoFrame]:
    """The frames of one picture, as they are drawn; those that show longer are the same."""
    last, made = None, None
    times_s = _times_s(request, request.first)
    for frame, aspect in _shown(picture(request.picture), times_s, films, task.check):
        if frame is not last or made is None:
            with mapped_errors(request.picture.path):
                made = small(frame, request.height, aspect)
            last = frame
        yield made


def _mixed(request: Reel, films: FilmShelf, task: Task) -> Iterator[VideoFrame]:
    """The frames of a dissolve, a wipe or a fade."""
    into = request.into
    assert into is not None
    own = _shown(picture(request.picture), _times_s(request, request.first), films, task.check)
    if into.picture is None:
        yield from _faded(request, into, own)
        return
    sides: Sequence[Iterable[Shown]] = (
        own,
        _shown(picture(into.picture), _times_s(request, into.first), films, task.check),
    )
    if request.count == 1:  # one after the other: both may be of one film, which is open once
        sides = [list(side) for side in sides]
    pairs = zip(*sides, strict=True)
    for n, ((frame, aspect), (other, other_aspect)) in enumerate(pairs):
        with mapped_errors(request.picture.path):
            one, two = (
                small(frame, request.height, aspect),
                small(other, request.height, other_aspect),
            )
            yield mixed(one, two, _share(into, n), into.wipe)


def _faded(request: Reel, into: Dissolving, shown: Iterable[Shown]) -> Iterator[VideoFrame]:
    """The frames of a picture that turns black, or comes out of it."""
    for n, (frame, aspect) in enumerate(shown):
        with mapped_errors(request.picture.path):
            one = small(frame, request.height, aspect)
            yield mixed(one, black_like(one), _share(into, n), into.wipe)


def _share(into: Dissolving, number: int) -> float:
    """How much of a frame is of the other picture."""
    share = (into.at + number + 1) / (into.length + 1)
    return 1 - share if into.reverse else share


def _times_s(request: Reel, first: int) -> list[float]:
    """When each frame from a picture's `first` on shows, in its own time."""
    step = Fraction(request.rate_den, request.rate_num)
    return [float((first + n) * step) for n in range(request.count)]


def _shown(
    source: JobPicture, times_s: Sequence[float], films: FilmShelf, check: Callable[[], None]
) -> Iterator[Shown]:
    """The frames that a picture shows at these times, in their order.

    Time t of the picture is `media_start_s + t * speed` on the media's clock; a frame shows
    from its time stamp to the next one's. Past an end of the media its first or last is held.
    """
    facts = media_facts(source)
    origin_s = 0.0 if facts.is_still else source.media_start_s - clock_start(source, facts)
    speed = 0.0 if facts.is_still else source.speed
    file_times = [origin_s + time_s * speed for time_s in times_s]
    if source.kind == "sequence":
        yield from _of_sequence(source, file_times, check)
        return
    backwards = speed < 0
    with films.lent(source.path, check) as film:
        for low in range(0, len(file_times), _BACKWARD):
            turn = file_times[low : low + _BACKWARD]
            found = []
            for time_s in reversed(turn) if backwards else turn:
                frame = film.frame_at(max(0.0, time_s))
                if frame is None:
                    raise corrupt(source.path)
                found.append((frame, film.pixel_aspect))
            yield from reversed(found) if backwards else found


def _of_sequence(
    source: JobPicture, file_times: Sequence[float], check: Callable[[], None]
) -> Iterator[Shown]:
    """Images of a sequence; each is read once while it shows."""
    number, frame = -1, None
    for time_s in file_times:
        check()
        wanted = max(0, int(time_s * source.sequence_rate + 1e-3))
        if wanted != number or frame is None:
            _, frame = next(sequence_frames(source, wanted / source.sequence_rate))
            number = wanted
        yield frame, Fraction(1)
