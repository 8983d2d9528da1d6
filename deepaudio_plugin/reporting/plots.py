"""Small pictures of how the takes are spread: verdicts, words, voices, and places in time."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deepaudio_plugin.reporting.drawing import SIGNS
from deepaudio_plugin.reporting.markup import Markup, joined, tag
from deepaudio_plugin.reporting.model import (
    IN_WORDS,
    STANDINGS,
    ReportedTake,
    ReportRow,
    TakeReport,
    count,
)

_WIDTH, _HEIGHT, _FOOT = 360.0, 120.0, 18.0
_BINS = 20


@dataclass(frozen=True)
class _Spread:
    """One thing that is measured of lines."""

    title: str
    value: Callable[[ReportedTake], float | None]
    unit: str = ""
    scale: float = 1.0
    digits: int = 0
    from_zero: bool = False  # the picture's left edge

    def shown(self, value: float) -> str:
        """A value in words."""
        return f"{value:.{self.digits}f}{self.unit}".replace("-", "−")


_SPREADS = (
    _Spread(
        "Wrong words of a line", lambda take: take.wrong_share, "\u00a0%", 100.0, from_zero=True
    ),
    _Spread("Likeness to its own voice", lambda take: take.measure("likeness"), digits=2),
    _Spread("Begins after its cue", lambda take: take.begins_after_s, "\u00a0ms", 1000.0),
    _Spread("Ends after its cue's end", lambda take: take.ends_after_s, "\u00a0ms", 1000.0),
)


def plots(report: TakeReport) -> Markup:
    """All of them, each with a caption that says the same in words."""
    lines = report.of("speech")
    return joined(
        _standings(report.rows),
        [_spread(spread, lines) for spread in _SPREADS] if lines else [],
    )


def _standings(rows: Sequence[ReportRow]) -> Markup:
    counts = count(rows)
    most = max(*counts.values(), 1)
    bars = []
    for number, standing in enumerate(STANDINGS):
        y = 4 + number * 22.0
        label = f"{SIGNS[standing]} {IN_WORDS[standing]}"
        width = counts[standing] / most * (_WIDTH - 160)
        bars.append(tag("text", label, x=0, y=y + 13))
        bars.append(tag("rect", x=110, y=y, width=width, height=17, class_=f"bar {standing}"))
        bars.append(tag("text", str(counts[standing]), x=116 + width, y=y + 13))
    told = ", ".join(f"{counts[s]} {IN_WORDS[s]}" for s in STANDINGS)
    return _figure("Verdicts", bars, f"Lines and shots: {told}.")


def _spread(spread: _Spread, lines: Sequence[ReportRow]) -> Markup:
    takes = [row.take for row in lines if row.take is not None]
    measured = [value for take in takes if (value := spread.value(take)) is not None]
    values = [value * spread.scale for value in measured]
    unknown = len(lines) - len(values)
    told = f" Not known of {unknown} of {len(lines)} lines." if unknown else ""
    if not values:
        return _figure(spread.title, [], f"Measured of no line.{told}")
    low, high = min(values), max(values)
    middle = statistics.median(values)
    caption = (
        f"{len(values)} lines from {spread.shown(low)} to {spread.shown(high)}, "
        f"half of them up to {spread.shown(middle)}.{told}"
    )
    left = min(0.0, low) if spread.from_zero else low
    return _figure(spread.title, _histogram(spread, values, left, high), caption)


def _histogram(spread: _Spread, values: Sequence[float], low: float, high: float) -> list[Markup]:
    width = (high - low) / _BINS or 1.0
    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, math.floor((value - low) / width))] += 1
    bar, room = _WIDTH / _BINS, _HEIGHT - _FOOT - 14
    drawn = []
    for number, held in enumerate(counts):
        if held:
            tall = max(held / max(counts) * room, 1.0)
            x, y = number * bar, _HEIGHT - _FOOT - tall
            drawn.append(
                tag("rect", x=x + 0.5, y=y, width=bar - 1, height=tall, class_="bar plain")
            )
            if number == counts.index(max(counts)):
                drawn.append(tag("text", str(held), x=x, y=y - 3))
    if low < 0 < high:
        x = -low / (high - low) * _WIDTH
        drawn.append(tag("line", x1=x, x2=x, y1=0, y2=_HEIGHT - _FOOT, class_="zero"))
    base = _HEIGHT - _FOOT
    drawn.append(tag("line", x1=0, x2=_WIDTH, y1=base, y2=base, class_="tick"))
    drawn.append(tag("text", spread.shown(low), x=0, y=_HEIGHT - 4))
    if high > low:
        end = spread.shown(high)
        drawn.append(tag("text", end, x=_WIDTH, y=_HEIGHT - 4, text_anchor="end"))
    return drawn


def _figure(title: str, drawn: Sequence[Markup], caption: str) -> Markup:
    picture = tag(
        "svg",
        *drawn,
        viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}",
        role="img",
        aria_label=f"{title}. {caption}",
    )
    return tag("figure", tag("h3", title), picture if drawn else "", tag("figcaption", caption))
