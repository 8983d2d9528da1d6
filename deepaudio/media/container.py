"""Opens media with PyAV; its exceptions become errors with a hint."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import av
import av.error
from av.container import InputContainer
from av.video.stream import VideoStream

from deepaudio_plugin.core.errors import MediaError, MediaMissingError


@contextlib.contextmanager
def opened(path: str, options: dict[str, str] | None = None) -> Iterator[InputContainer]:
    """The media file at `path`, closed at the end of the block.

    `options` go to the demuxer. Raises `MediaMissingError` if there is no such file,
    `MediaError` if it cannot be opened; failures of PyAV inside the block are mapped too.
    """
    check_exists(path)
    with mapped_errors(path), av.open(path, options=options or {}) as container:
        yield container


@contextlib.contextmanager
def mapped_errors(path: str) -> Iterator[None]:
    """Turn PyAV's and the system's failures into `MediaError`s about `path`."""
    try:
        yield
    except FileNotFoundError as error:  # before FFmpegError: PyAV's own inherits from both
        raise missing(path) from error
    except PermissionError as error:
        raise MediaError(
            "the media file may not be read", where=path, hint="Check the file's permissions."
        ) from error
    except (av.error.DecoderNotFoundError, av.error.DemuxerNotFoundError) as error:
        raise MediaError(
            "the media is in a format that cannot be decoded here",
            where=path,
            hint="Convert it to H.264, ProRes or DNxHR, or relink the clip to a proxy.",
        ) from error
    except (av.error.FFmpegError, OSError) as error:
        raise corrupt(path) from error


def check_exists(path: str) -> None:
    """Raise `MediaMissingError` or `MediaError` unless `path` is a file that may be read."""
    file = Path(path)
    if not file.exists():
        raise missing(path)
    if file.is_dir():
        raise MediaError(
            "this is a folder, not a media file", where=path, hint="Relink the clip to a file."
        )
    if not os.access(path, os.R_OK):
        raise MediaError(
            "the media file may not be read", where=path, hint="Check the file's permissions."
        )
    if file.stat().st_size == 0:
        raise MediaError(
            "the media file is empty", where=path, hint="Copy or export the media again."
        )


def missing(path: str) -> MediaMissingError:
    """The error for a file that is not there."""
    return MediaMissingError(
        "there is no such media file",
        where=path,
        hint="Relink the clip, or say where the media is with --media-root.",
    )


def corrupt(path: str) -> MediaError:
    """The error for a file from which nothing can be read."""
    return MediaError(
        "the media file is damaged or no media file",
        where=path,
        hint="Copy or export the media again, or relink the clip.",
    )


def video_stream(container: InputContainer, path: str) -> VideoStream:
    """The picture of a container.

    Raises `MediaError` if there is none; a cover image of a sound file is none.
    """
    streams = [s for s in container.streams.video if not _is_cover(s)]
    if not streams:
        has_sound = bool(container.streams.audio)
        raise MediaError(
            "the media has sound but no picture" if has_sound else "the media has no picture",
            where=path,
            hint="Relink the clip to a file with picture, or leave the clip out.",
        )
    return streams[0]


def _is_cover(stream: VideoStream) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)
