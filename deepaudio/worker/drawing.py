"""Pictures for a screen: frames upright, small, in square pixels, as JPEG."""

from __future__ import annotations

import threading
from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from deepaudio.media.frames import SCALER_OPTIONS
from deepaudio_plugin.core.protocol import WipeWay

_WIDEST = 8  # times the height
_QUALITY = 4  # of 2 to 31, lower is better
_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED

_of_thread = threading.local()
"""`scaler`: a thread's own, because setting one up takes longer than scaling a frame."""


def small(frame: VideoFrame, height: int, pixel_aspect: Fraction) -> VideoFrame:
    """`frame` upright, so many pixels high, in the colours that JPEG has."""
    turns = round(getattr(frame, "rotation", 0) / 90) % 4
    seen = (frame.width * pixel_aspect, frame.height)
    wide, tall = seen[::-1] if turns % 2 else seen
    width = min(max(1, round(height * wide / tall)), _WIDEST * height)
    size = (height, width) if turns % 2 else (width, height)
    if turns:
        pixels = _scaled(frame, *size, "rgb24").to_ndarray().astype(np.uint8, copy=False)
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(np.rot90(pixels, turns)), "rgb24")
    return _scaled(frame, width, height, "yuvj420p")


def black_like(frame: VideoFrame) -> VideoFrame:
    """A black picture of the size of another."""
    return VideoFrame.from_ndarray(np.zeros((frame.height, frame.width, 3), np.uint8), "rgb24")


def mixed(one: VideoFrame, other: VideoFrame, share: float, wipe: WipeWay = "") -> VideoFrame:
    """Two pictures of one height in one, `share` of it the `other`'s; a narrower one amid black.

    Mixed as their values are, which is what editing programs do unless they are told otherwise;
    in a wipe the other has come in so far from the left or from the top.
    """
    width, height = max(one.width, other.width), one.height
    whole, coming = _amid_black(one, width), _amid_black(other, width)
    if wipe == "right":
        whole[:, : round(share * width)] = coming[:, : round(share * width)]
    elif wipe == "down":
        whole[: round(share * height)] = coming[: round(share * height)]
    else:
        summed = np.float32(1 - share) * whole + np.float32(share) * coming
        whole = np.rint(summed).astype(np.uint8)
    return _scaled(VideoFrame.from_ndarray(whole, "rgb24"), width, height, "yuvj420p")


def _amid_black(frame: VideoFrame, width: int) -> npt.NDArray[np.uint8]:
    """The pixels of a frame in the middle of so many columns, shape (height, width, 3)."""
    pixels = _scaled(frame, frame.width, frame.height, "rgb24").to_ndarray()
    whole = np.zeros((frame.height, width, 3), np.uint8)
    left = (width - frame.width) // 2
    whole[:, left : left + frame.width] = pixels
    return whole


def jpeg(frame: VideoFrame, quality: int = _QUALITY) -> bytes:
    """A yuvj420p frame as a JPEG file; `quality` from 2, the best, to 31."""
    encoder = av.CodecContext.create("mjpeg", "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = frame.width, frame.height, "yuvj420p"
    encoder.time_base = Fraction(1, 25)
    encoder.thread_count = 1  # a picture is too little work to be shared out
    encoder.options = {"qmin": str(quality), "qmax": str(quality)}
    frame.pts = 0
    return b"".join(bytes(packet) for packet in (*encoder.encode(frame), *encoder.encode(None)))


def _scaled(frame: VideoFrame, width: int, height: int, pixel_format: str) -> VideoFrame:
    said = frame.colorspace  # a file that does not say is HD's or SD's by its size
    if not hasattr(_of_thread, "scaler"):
        _of_thread.scaler = VideoReformatter()
    scaler: VideoReformatter = _of_thread.scaler
    shrinks = width < frame.width and height < frame.height
    return scaler.reformat(
        frame,
        width,
        height,
        pixel_format,
        src_colorspace=Colorspace.ITU709 if said == _UNSPECIFIED and frame.height >= 720 else None,
        dst_colorspace=Colorspace.ITU601,
        dst_color_range=ColorRange.JPEG,
        interpolation=Interpolation.AREA if shrinks else Interpolation.BICUBIC,
        **SCALER_OPTIONS,
    )
