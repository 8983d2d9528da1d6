"""Thumbnails: the middle frame of each picture as a small JPEG."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from av.video.frame import VideoFrame

from deepaudio.engines.base import Control, RequestCancelled
from deepaudio.media.clock import clock_start
from deepaudio.media.container import corrupt
from deepaudio.media.film import Film
from deepaudio.media.frames import media_facts
from deepaudio.media.picture import JobPicture
from deepaudio.media.sequences import sequence_frames
from deepaudio.worker.drawing import jpeg, small
from deepaudio.worker.error_mapping import as_known
from deepaudio.worker.sources import picture
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import JobError, OutputError
from deepaudio_plugin.core.files import output_errors, write_bytes
from deepaudio_plugin.core.protocol import Thumbnails, Viewed

_HEIGHTS = range(8, 2161)
_MAX_PROBLEM = 200  # letters: all of them must fit a line


def thumbnails(request: Thumbnails, task: Task) -> Viewed:
    """Write what can be written; each file is opened once and read forwards.

    A failed picture is reported and the others go on. Raises `OutputError` where nothing
    can be written.
    """
    if len(request.out_paths) != len(request.pictures) or request.height not in _HEIGHTS:
        raise JobError(
            f"{len(request.pictures)} thumbnails of {request.height} pixels cannot go into "
            f"{len(request.out_paths)} files",
            hint=f"Heights are {_HEIGHTS.start} to {_HEIGHTS.stop - 1} pixels.",
        )
    writer = _ThumbnailWriter(request, task)
    films: dict[str, list[_Target]] = defaultdict(list)
    for index, source in enumerate(request.pictures):
        with writer.recording_problems(index):
            target = _target(index, picture(source))
            if source.kind == "sequence":
                _, frame = next(sequence_frames(picture(source), target.time_s))
                writer.add(index, frame, Fraction(1))
            else:
                films[source.path].append(target)
    for path, targets in films.items():
        with writer.recording_problems(*(target.index for target in targets)):
            _read_film(path, sorted(targets, key=lambda target: target.time_s), writer, task)
    return writer.viewed()


@dataclass(frozen=True)
class _Target:
    """The frame that shows at `time_s` of its file."""

    index: int
    time_s: float


def _target(index: int, source: JobPicture) -> _Target:
    facts = media_facts(source)
    if facts.is_still:
        return _Target(index, 0.0)
    middle_s = source.media_start_s + source.duration_s / 2 * source.speed
    time_s = max(0.0, middle_s - clock_start(source, facts))
    end_s = facts.duration_s
    return _Target(index, time_s if end_s is None else min(time_s, end_s))


class _ThumbnailWriter:
    """Writes the thumbnails of a request and collects problems."""

    def __init__(self, request: Thumbnails, task: Task) -> None:
        self._request = request
        self._task = task
        self._paths = [""] * len(request.pictures)
        self._problems = [""] * len(request.pictures)

    def add(self, index: int, frame: VideoFrame, pixel_aspect: Fraction) -> None:
        """Write a picture. Raises `OutputError`."""
        path = Path(self._request.out_paths[index])
        content = jpeg(small(frame, self._request.height, pixel_aspect))
        with output_errors(path):
            write_bytes(path, content, durable=False)
        self._paths[index] = str(path)
        self._task.check()
        self._task.progress("thumbnails", sum(map(bool, self._paths)) / len(self._paths))

    @contextlib.contextmanager
    def recording_problems(self, *indices: int) -> Iterator[None]:
        """Record an error of the block as the problem of pictures not written yet."""
        self._task.check()
        try:
            yield
        except (RequestCancelled, OutputError):
            raise
        except Exception as error:  # a decoder's fault is no other picture's
            problem = as_known(error).message[:_MAX_PROBLEM]
            for index in indices:
                self._problems[index] = "" if self._paths[index] else problem

    def viewed(self) -> Viewed:
        """The answer."""
        return Viewed(self._task.id, tuple(self._paths), tuple(self._problems))


# -- reading ------------------------------------------------------------------------


def _read_film(
    path: str, targets: list[_Target], writer: _ThumbnailWriter, control: Control
) -> None:
    film = Film(path, control.check)
    with contextlib.closing(film):
        for target in targets:
            frame = film.frame_at(target.time_s)
            if frame is None:
                raise corrupt(path)
            writer.add(target.index, frame, film.pixel_aspect)
