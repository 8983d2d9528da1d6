"""Opens media with PyAV; its exceptions become errors with a hint.

A media file is somebody else's. Only plain files are opened, only by demuxers that read
nothing but that file, and only pictures of a size that fits into memory are decoded.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator

import av
import av.error
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from deepaudio.media.demuxers import MEDIA_DEMUXERS
from deepaudio.media.patience import reading
from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from deepaudio_plugin.core.regular import irregular, open_regular

_log = logging.getLogger(__name__)

MAX_PIXELS = 1 << 27
"""Of a picture; more than 16k has. Each may take 8 bytes once it is decoded."""

DECODER_OPTIONS = {"max_pixels": str(MAX_PIXELS)}
"""What every decoder of a picture is told, also in mid-film, where sizes may change."""

_CONTAINER_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(MEDIA_DEMUXERS),
    "pattern_type": "none",  # of images: a name with %d in it is that file's name
    **DECODER_OPTIONS,  # looking for the facts of a stream decodes some of it already
}
MAX_SAMPLE_RATE = 4_000_000
"""Of sound, in Hz; the fastest DSD counts 2.8 million bytes a second."""

_PROTOCOL = "file:"  # said, because a name may look like an address of another one
_SOME = 1024  # bytes by which a text is known


@contextlib.contextmanager
def opened(path: str) -> Iterator[InputContainer]:
    """The media file at `path`, closed at the end of the block.

    Raises `MediaMissingError` if there is no such file, `MediaError` if it cannot be opened;
    failures of PyAV inside the block are mapped too. Tags that are no UTF-8 are read as well
    as they can be.
    """
    check_exists(path)
    with mapped_errors(path), _open(path) as container:
        yield container


def path_of(container: InputContainer) -> str:
    """The path that a container was opened by."""
    return container.name.removeprefix(_PROTOCOL)


def _open(path: str) -> InputContainer:
    """Raises `MediaError` for a list of other files, and whatever PyAV raises."""
    try:
        with reading(path):
            return av.open(_PROTOCOL + path, options=_CONTAINER_OPTIONS, metadata_errors="replace")
    except av.error.ArgumentError as error:  # also: the demuxer is none of ours
        if _is_text(path):
            raise MediaError(
                "this is a text, such as a playlist, and no media file",
                where=path,
                hint="Lists of other files are not followed: relink the clip to the media.",
            ) from error
        raise


def _is_text(path: str) -> bool:
    with open_regular(path) as file:
        head = file.read(_SOME)
    return bool(head) and all(byte >= 32 or byte in b"\t\r\n\f" for byte in head)


@contextlib.contextmanager
def mapped_errors(path: str) -> Iterator[None]:
    """Turn whatever PyAV and the system raise into `MediaError`s about `path`.

    A damaged file shows itself in many ways: numbers out of range, divisions by nought, texts
    that are none. Only our own errors, and a request's cancellation, pass as they are.
    """
    try:
        yield
    except FileNotFoundError as error:  # before FFmpegError: PyAV's own inherits from both
        raise missing(path) from error
    except PermissionError as error:
        raise _forbidden(path) from error
    except (av.error.DecoderNotFoundError, av.error.DemuxerNotFoundError) as error:
        raise undecodable(path) from error
    except MemoryError as error:
        raise MediaError(
            "decoding the media takes more memory than there is",
            where=path,
            hint="Close other programs, or relink the clip to a smaller copy of its media.",
        ) from error
    except (av.error.FFmpegError, OSError) as error:
        raise corrupt(path) from error
    except _FAULTS as error:
        _log.warning("%s: %r", path, error)
        raise corrupt(path) from error


_FAULTS = (
    *(ValueError, ArithmeticError, LookupError, TypeError, AttributeError),
    *(RuntimeError, AssertionError),
)
"""What PyAV, numpy and sums over a file's own numbers raise when those make no sense."""


def check_exists(path: str) -> None:
    """Raise `MediaMissingError` or `MediaError` unless `path` is a plain file to be read.

    Nothing is opened. Pipes and devices may never answer, so they are no media.
    """
    try:
        with reading(path):  # the system may wait for a drive
            kind = irregular(path)
            size = os.stat(path).st_size  # noqa: PTH116 - asked for every shot
    except PermissionError as error:
        raise _forbidden(path) from error
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        raise missing(path) from error
    if kind:
        raise MediaError(
            f"this is {kind}, not a media file", where=path, hint="Relink the clip to a file."
        )
    if not os.access(path, os.R_OK):
        raise _forbidden(path)
    if size == 0:
        raise MediaError(
            "the media file is empty", where=path, hint="Copy or export the media again."
        )


def _forbidden(path: str) -> MediaError:
    return MediaError(
        "the media file may not be read", where=path, hint="Check the file's permissions."
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


def undecodable(path: str) -> MediaError:
    """The error for media of which no decoder is here."""
    return MediaError(
        "the media is in a format that cannot be decoded here",
        where=path,
        hint="Convert it to H.264, ProRes or DNxHR, or relink the clip to a proxy.",
    )


def video_stream(container: InputContainer, path: str) -> VideoStream:
    """The picture of a container: the first that can be decoded.

    Raises `MediaError` if there is none, or one too large for memory; a cover image of a sound
    file is none.
    """
    streams = [s for s in container.streams.video if not _is_cover(s)]
    if not streams:
        has_sound = bool(container.streams.audio)
        raise MediaError(
            "the media has sound but no picture" if has_sound else "the media has no picture",
            where=path,
            hint="Relink the clip to a file with picture, or leave the clip out.",
        )
    stream = next((s for s in streams if _has_decoder(s)), None)
    if stream is None:
        raise undecodable(path)
    _check_size(stream, path)
    tell_decoder(stream)
    return stream


def audio_stream(container: InputContainer) -> AudioStream | None:
    """The sound of a container: the first that can be decoded; None if there is none."""
    sound = (s for s in container.streams.audio if _has_decoder(s))
    return next((s for s in sound if 0 < s.codec_context.sample_rate <= MAX_SAMPLE_RATE), None)


def tell_decoder(stream: VideoStream, **options: str) -> None:
    """Set a decoder's options before its first packet, beside those of every decoder."""
    stream.codec_context.options = {**DECODER_OPTIONS, **options}


def _has_decoder(stream: VideoStream | AudioStream) -> bool:
    context: object = stream.codec_context  # None where the codec is not known
    return context is not None


def _check_size(stream: VideoStream, path: str) -> None:
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > MAX_PIXELS:
        raise MediaError(
            f"the picture is too large: {width} x {height} pixels",
            where=path,
            hint=f"Relink the clip to a copy of at most {MAX_PIXELS >> 20} megapixels.",
        )


def _is_cover(stream: VideoStream) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)
