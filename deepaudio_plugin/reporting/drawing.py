"""The timeline as drawings: shots, sounds and lines with their waveforms, a minute in each."""

from __future__ import annotations

import math
from collections.abc import Iterator

from deepaudio_plugin.core.protocol import SAMPLE_RATE, Stem
from deepaudio_plugin.reporting.markup import Markup, joined, tag
from deepaudio_plugin.reporting.model import IN_WORDS, ReportRow, ReportShot, TakeReport
from deepaudio_plugin.reporting.sounds import ReportSounds
from deepaudio_plugin.timeline.timing import clock

SIGNS = {"good": "✓", "look": "!", "bad": "✕", "unchecked": "?", "missing": "–"}
"""What says a standing without colour."""

_STRIP_S = 60.0
_WIDTH, _LABELS = 1200.0, 70.0  # units: all, and the names of the lanes before them
_RULER, _LANE, _GAP = 18.0, 40.0, 4.0
_CHARACTER = 6.2  # units of one, at the size of a box's text
_FULL = 127.0


class _Strip:
    """One stretch of the timeline, and where things lie in it."""

    def __init__(self, report: TakeReport, first_s: float, length_s: float) -> None:
        self.first_s, self.last_s = first_s, first_s + length_s
        self.length_s = length_s
        self.lanes: dict[tuple[str, int], str] = {("picture", 0): "Shots"}
        titles: dict[Stem, str] = {"audio": "Sound", "speech": "Speech"}
        for stem, title in titles.items():
            for lane in sorted({row.lane for row in report.of(stem)}):
                self.lanes[(stem, lane)] = title if lane == 0 else f"{title} {lane + 1}"

    @property
    def height(self) -> float:
        """Units."""
        return _RULER + len(self.lanes) * (_LANE + _GAP)

    def y(self, stem: str, lane: int) -> float:
        """The upper edge of a lane."""
        return _RULER + list(self.lanes).index((stem, lane)) * (_LANE + _GAP)

    def x(self, time_s: float) -> float:
        """Where a time lies."""
        inside = min(max(time_s, self.first_s), self.last_s) - self.first_s
        return _LABELS + inside / self.length_s * (_WIDTH - _LABELS)

    def shows(self, one: ReportRow | ReportShot) -> bool:
        """Whether any of it lies in this strip."""
        return one.start_s < self.last_s and one.end_s > self.first_s


def timeline_drawings(report: TakeReport, sounds: ReportSounds) -> Markup:
    """Every strip of the timeline, one below the other."""
    count = max(1, math.ceil(report.duration_s / _STRIP_S - 1e-9))
    length_s = min(_STRIP_S, max(report.duration_s, 1.0)) if count == 1 else _STRIP_S
    strips = [_Strip(report, number * _STRIP_S, length_s) for number in range(count)]
    return joined(_figure(strip, report, sounds) for strip in strips)


def _figure(strip: _Strip, report: TakeReport, sounds: ReportSounds) -> Markup:
    name = f"Timeline from {clock(strip.first_s)} to {clock(strip.last_s)}"
    drawing = tag(
        "svg",
        _ruler(strip),
        [_lane_name(strip, key, title) for key, title in strip.lanes.items()],
        [_shot(strip, shot) for shot in report.shots if strip.shows(shot)],
        [_box(strip, row, sounds) for row in report.rows if strip.shows(row)],
        viewBox=f"0 0 {_WIDTH:g} {strip.height:g}",
        role="group",
        aria_label=name,
    )
    return tag("div", drawing, class_="strip", tabindex=0, role="region", aria_label=name)


def _ruler(strip: _Strip) -> Iterator[Markup]:
    step = next(s for s in (1, 2, 5, 10) if strip.length_s / s <= 12)
    time_s = math.ceil(strip.first_s / step) * step
    while time_s < strip.last_s:
        x = strip.x(time_s)
        yield tag("line", x1=x, x2=x, y1=_RULER, y2=strip.height, class_="tick")
        yield tag("text", clock(time_s).partition(".")[0], x=x + 2, y=_RULER - 5, class_="time")
        time_s += step


def _lane_name(strip: _Strip, key: tuple[str, int], title: str) -> Markup:
    return tag("text", title, x=0, y=strip.y(*key) + _LANE / 2 + 4, class_="lane")


def _shot(strip: _Strip, shot: ReportShot) -> Markup:
    left, right = strip.x(shot.start_s), strip.x(shot.end_s)
    top = strip.y("picture", 0)
    return tag(
        "g",
        tag("title", f"Shot {shot.number}: {shot.name}, {shot.begin}"),
        tag("rect", x=left, y=top, width=right - left, height=_LANE, class_="shot"),
        _label(f"{shot.number} {shot.name}", left, right, top + 16),
    )


def _box(strip: _Strip, row: ReportRow, sounds: ReportSounds) -> Markup:
    left, right, top = strip.x(row.start_s), strip.x(row.end_s), strip.y(row.stem, row.lane)
    words = row.text or row.prompt or row.name
    what = f"{row.title}, {IN_WORDS[row.standing]}: {row.speaker and row.speaker + ': '}{words}"
    wave = sounds.waveforms.get(row.take.key, b"") if row.take else b""
    return tag(
        "a",
        tag("title", what),
        tag("rect", x=left, y=top, width=max(right - left, 1.0), height=_LANE),
        tag("path", d=path, class_="wave") if (path := _wave(strip, row, wave, top)) else "",
        _label(f"{SIGNS[row.standing]} {row.number} {words}", left, right, top + 12),
        href=f"#{row.id}",
        class_=f"box {row.standing}",
    )


def _label(text: str, left: float, right: float, y: float) -> Markup:
    room = int((right - left - 4) / _CHARACTER)
    shown = " ".join(text.split())
    if len(shown) > room:
        shown = shown[: room - 1] + "…" if room > 2 else shown[: max(room, 0)]
    return tag("text", shown, x=left + 3, y=y) if shown else Markup("")


def _wave(strip: _Strip, row: ReportRow, peaks: bytes, top: float) -> str:
    """A waveform as upright strokes, those of the part that the strip shows."""
    if not peaks or row.take is None:
        return ""
    pairs = memoryview(peaks).cast("b")
    count = len(pairs) // 2
    step_s = row.take.length / SAMPLE_RATE / count
    middle, half = top + _LANE * 0.65, _LANE * 0.33
    strokes = []
    for index in range(count):
        time_s = row.start_s + (index + 0.5) * step_s
        if strip.first_s <= time_s < strip.last_s:
            low, high = (_tall(pairs[2 * index + side]) for side in (0, 1))
            above, below = middle - high * half, middle - low * half + 0.4
            strokes.append(f"M{strip.x(time_s):.1f} {above:.1f}V{below:.1f}")
    return "".join(strokes)


def _tall(peak: int) -> float:
    """How far a stroke goes, -1 to 1: by the root, so that what is soft is seen too."""
    return math.copysign(math.sqrt(abs(peak) / _FULL), peak)
