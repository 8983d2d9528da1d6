"""Plots of the demonstration, as SVG: losses over the steps, and the timing of each arm."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from deepaudio.training.demo.report import Arm
from deepaudio.training.demo.seed import SeedResult

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 640, 300, 56, 36
_COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22")
_SMOOTH = 10  # steps


def losses_plot(results: Sequence[SeedResult]) -> str:
    """Loss of every stage over its steps, the mean over the seeds, on a logarithmic scale."""
    curves = {
        stage: _smooth(_mean([result.losses[stage] for result in results]))
        for stage in results[0].losses
    }
    values = [v for curve in curves.values() for v in curve]
    low, high = math.log(min(values)), math.log(max(values))
    longest = max(len(curve) for curve in curves.values())

    def place(step: int, loss: float) -> str:
        x = _LEFT + (_WIDTH - _LEFT - 110) * step / max(1, longest - 1)
        y = (_HEIGHT - _BOTTOM) * (1 - (math.log(loss) - low) / max(1e-9, high - low)) + 8
        return f"{x:.1f},{y:.1f}"

    parts = [_text(_LEFT, _HEIGHT - 8, f"steps, to {longest}"), _text(4, 14, "loss")]
    for loss in (math.exp(low), math.exp((low + high) / 2), math.exp(high)):
        y = float(place(0, loss).split(",")[1])
        parts.append(_text(4, y + 4 if loss < math.exp(high) else y + 18, f"{loss:.2f}"))
    for number, (stage, curve) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        first = min(_SMOOTH, len(curve)) - 1  # before that the mean is of too few
        points = " ".join(place(first + i, loss) for i, loss in enumerate(curve[first:]))
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        )
        parts.append(_text(_WIDTH - 100, 20 + 18 * number, stage, colour))
    return _svg(parts, _HEIGHT)


def timing_plot(rows: Sequence[Arm]) -> str:
    """Timing of each arm with its standard error: speaker shown, and something else."""
    step, left = 26, 210
    height = 40 + 2 * step * len(rows)
    scale = (_WIDTH - left - 60) / 1.1
    parts = [_text(left, 16, "timing where the picture shows the speaker", _COLOURS[0]),
             _text(left + 290, 16, "something else", _COLOURS[1])]  # fmt: skip
    for number, row in enumerate(rows):
        y = 30 + 2 * step * number
        parts.append(_text(4, y + 22, row.name))
        for place, (mean, colour) in enumerate(
            ((row.timing_shown, _COLOURS[0]), (row.timing_other, _COLOURS[1]))
        ):
            top, zero = y + 20 * place, left + 0.1 * scale
            width = abs(mean.mean) * scale
            first = zero if mean.mean >= 0 else zero - width
            parts.append(f'<rect x="{first:.1f}" y="{top}" width="{width:.1f}" height="16" '
                         f'fill="{colour}"/>')  # fmt: skip
            end, spread = zero + mean.mean * scale, mean.error * scale
            parts.append(f'<line x1="{end - spread:.1f}" x2="{end + spread:.1f}" y1="{top + 8}" '
                         f'y2="{top + 8}" stroke="black"/>')  # fmt: skip
            parts.append(_text(max(end + spread, zero) + 6, top + 13, f"{mean.mean:.2f}"))
    return _svg(parts, height)


def plots(results: Sequence[SeedResult], rows: Sequence[Arm]) -> Mapping[str, str]:
    """Names of files and their content."""
    return {"losses.svg": losses_plot(results), "timing.svg": timing_plot(rows)}


def _mean(curves: Sequence[Sequence[float]]) -> list[float]:
    return [sum(values) / len(values) for values in zip(*curves, strict=True)]


def _smooth(curve: Sequence[float]) -> list[float]:
    """Means over so many steps; what has fewer before it has those that there are."""
    return [
        sum(curve[max(0, i - _SMOOTH + 1) : i + 1]) / min(i + 1, _SMOOTH) for i in range(len(curve))
    ]


def _text(x: float, y: float, text: str, colour: str = "#333333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}">{escape(text)}</text>'


def _svg(parts: Sequence[str], height: int) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" font-family="sans-serif" font-size="12">'
    )
    return "\n".join(
        (head, f'<rect width="{_WIDTH}" height="{height}" fill="white"/>', *parts, "</svg>", "")
    )
