"""Times of Final Cut Pro X XML: exact seconds, and how a clip's own time runs through its media."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from fractions import Fraction

from deepaudio_plugin.timeline.timing import exact_rate

_TIME = re.compile(r"(-?\d{1,18})(?:\.(\d{1,9}))?(?:/(\d{1,18}))?s")
_CONFORMED = (Fraction(9, 10), Fraction(11, 10))
"""Speeds at which one frame rate stands in for another, as 25 for 24."""

Point = tuple[Fraction, Fraction]


def seconds(element: ET.Element, name: str, otherwise: str = "0s") -> Fraction:
    """A time in an element. Raises ValueError for what is none."""
    text = element.get(name, otherwise).strip()
    found = _TIME.fullmatch(text)
    if found is None or found[3] == "0":
        raise ValueError(f"{name}={text[:40]!r} is not a time")
    return Fraction(f"{found[1]}.{found[2] or 0}") / int(found[3] or 1)


def frame_rate(form: ET.Element | None) -> Fraction | None:
    """Frames per second of a format; None where it has none, as that of a sound."""
    if form is None or not form.get("frameDuration"):
        return None
    length = seconds(form, "frameDuration")
    return exact_rate(float(1 / length)) if length > 0 else None


@dataclass(frozen=True)
class Run:
    """How a clip runs through its media: second `media` of it shows first, at `speed`.

    `inner` is how fast the clip's own time runs; what is connected to it is placed by that.
    """

    media: Fraction
    speed: Fraction = Fraction(1)
    inner: Fraction = Fraction(1)
    curved: bool = False  # the speed changes within the clip, and is the average


def run_of(element: ET.Element, length: Fraction, media_start: Fraction, rate: Fraction) -> Run:
    """How a clip of `length` seconds, in a sequence at `rate`, runs through its media."""
    start = seconds(element, "start")
    points = _points(element.find("timeMap"))
    if len(points) > 1:
        return _mapped(points, start, length, media_start)
    scale = _conformed(element.find("conform-rate"), rate)
    return Run(start, scale, scale)


def _points(time_map: ET.Element | None) -> list[Point]:
    if time_map is None:
        return []
    found = {seconds(p, "time"): seconds(p, "value") for p in time_map.findall("timept")}
    return sorted(found.items())


def _mapped(points: list[Point], start: Fraction, length: Fraction, media_start: Fraction) -> Run:
    """Through a time map. Some count media and clip from 0 although the media has a timecode."""
    if media_start and max(value for _, value in points) < media_start:
        points = [(time, value + media_start) for time, value in points]
    if media_start and points[-1][0] < start and points[0][0] <= start - media_start:
        points = [(time + media_start, value) for time, value in points]
    first, last = _value(points, start), _value(points, start + length)
    speed = (last - first) / length if length else Fraction(1)
    inside = [point for point in points if start < point[0] < start + length]
    straight = all(value == first + speed * (time - start) for time, value in inside)
    return Run(min(first, last), speed, Fraction(1), curved=not straight)


def _value(points: list[Point], time: Fraction) -> Fraction:
    """The media's time at a clip's own; beyond both ends the map goes on as it does there."""
    index = next((i for i, point in enumerate(points) if point[0] > time), len(points) - 1)
    (t0, v0), (t1, v1) = points[max(0, index - 1)], points[max(1, index)]
    return v0 + (v1 - v0) * (time - t0) / (t1 - t0)


def _conformed(conform: ET.Element | None, rate: Fraction) -> Fraction:
    """The speed of media that are played frame by frame at the sequence's rate."""
    if conform is None or conform.get("scaleEnabled") == "0" or not conform.get("srcFrameRate"):
        return Fraction(1)
    try:
        speed = rate / _told_rate(float(conform.get("srcFrameRate", "")))
    except ValueError:
        return Fraction(1)
    return speed if _CONFORMED[0] <= speed <= _CONFORMED[1] else Fraction(1)


def _told_rate(told: float) -> Fraction:
    """A rate as Final Cut Pro tells it, with two digits: 23.98, 47.95, 119.88."""
    whole = round(told + 0.05)
    ntsc = Fraction(whole * 1000, 1001)
    return ntsc if abs(told - float(ntsc)) < 0.01 else exact_rate(told)
