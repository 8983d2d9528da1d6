"""Curves of time: easing, damped swings, slow noise. Pure functions, no state."""

from __future__ import annotations

import math


def clamp(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """Limit ``value`` to the range from ``low`` to ``high``."""
    return max(low, min(high, value))


def lerp(a: float, b: float, t: float) -> float:
    """Go from ``a`` (t = 0) to ``b`` (t = 1)."""
    return a + (b - a) * t


def ramp(t: float, start: float, end: float) -> float:
    """Progress of ``t`` between ``start`` and ``end``, limited to 0..1."""
    return clamp((t - start) / (end - start))


def smooth(t: float) -> float:
    """Ease in and out (smoothstep) of 0..1."""
    t = clamp(t)
    return t * t * (3.0 - 2.0 * t)


def ease_in(t: float, power: float = 3.0) -> float:
    """Start slow, end fast."""
    return float(clamp(t) ** power)


def ease_out(t: float, power: float = 3.0) -> float:
    """Start fast, end slow."""
    return float(1.0 - (1.0 - clamp(t)) ** power)


def ring(t: float, period: float, decay: float) -> float:
    """A swing that begins at ``t`` = 0 with a kick and dies away; 0 before it."""
    if t < 0.0:
        return 0.0
    return math.exp(-t / decay) * math.sin(2.0 * math.pi * t / period)


def fade(t: float, attack: float, decay: float) -> float:
    """An envelope: up within ``attack``, then an exponential fall; 0 before ``t`` = 0."""
    if t < 0.0:
        return 0.0
    return min(1.0, (t + 1.0) / attack) * math.exp(-t / decay)


def drift(t: float, seed: float, period: float = 60.0) -> float:
    """Slow, never quite repeating movement within -1..1."""
    w = 2.0 * math.pi / period
    return (
        math.sin(w * t + seed * 1.7)
        + 0.6 * math.sin(w * 1.73 * t + seed * 3.1)
        + 0.4 * math.sin(w * 2.61 * t + seed * 5.3)
    ) / 2.0


def blink(frame: float, seed: int, every: int = 58) -> float:
    """Eye opening, 1 open to 0 shut: one blink about every ``every`` frames."""
    cycle = (frame + seed * 23) % every
    return 1.0 - max(0.0, 1.0 - abs(cycle - 20.0) / 2.6)


def parabola(t: float, height: float) -> float:
    """Height above the ground of a free flight, t = 0..1 from contact to contact."""
    return 4.0 * height * t * (1.0 - t)
