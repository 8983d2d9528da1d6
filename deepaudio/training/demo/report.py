"""What the seeds came to: a table, what it shows, and plots; as text, Markdown and JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from deepaudio.training.demo.scale import DemoScale
from deepaudio.training.demo.seed import SeedResult

SURE = 3.0
"""Standard errors by which a difference must exceed nothing to count."""

_GATE_AUC = 0.95


@dataclass(frozen=True)
class Mean:
    """A mean with its standard error; pooled over clips and seeds."""

    mean: float
    error: float

    @staticmethod
    def of(values: Sequence[float]) -> Mean:
        """Of independent values."""
        mean = sum(values) / len(values)
        variance = sum((v - mean) ** 2 for v in values) / max(1, len(values) - 1)
        return Mean(mean, math.sqrt(variance / len(values)))

    @property
    def is_above(self) -> bool:
        """Whether it is surely more than nothing."""
        return self.mean > SURE * self.error

    @property
    def is_below(self) -> bool:
        """Whether it is surely less than nothing."""
        return self.mean < -SURE * self.error

    def __str__(self) -> str:
        return f"{self.mean:.3f} ± {self.error:.3f}"


@dataclass(frozen=True)
class Arm:
    """An arm: where the picture shows the speaker, and where it shows something else."""

    name: str
    loss_shown: Mean
    loss_other: Mean
    timing_shown: Mean
    timing_other: Mean


@dataclass(frozen=True)
class Claim:
    """Something that the demonstration should show."""

    text: str
    found: str
    holds: bool


def rows(results: Sequence[SeedResult]) -> list[Arm]:
    """One of each arm."""
    return [
        Arm(
            name,
            *(Mean.of(_values(results, name, what, shown))
              for what in ("loss", "timing") for shown in (True, False)),
        )
        for name in results[0].arms
    ]  # fmt: skip


def claims(results: Sequence[SeedResult]) -> list[Claim]:
    """What should hold, and whether it does."""
    aucs = [result.gate_auc for result in results]
    voice = Mean.of(
        [
            without - learnt
            for result in results
            for without, learnt in zip(
                result.new_voice["without"], result.new_voice["with"], strict=True
            )
        ]
    )
    return [
        _better(results, "fusion", "untrained", "loss"),
        _better(results, "fusion", "untrained", "timing"),
        _better(results, "published", "published, e = 0", "timing"),
        _better(results, "published", "published, another clip's e", "timing"),
        _better(results, "fusion", "fusion, no picture", "loss"),
        _better(results, "fusion", "fusion, no picture", "timing"),
        _better(results, "fusion", "fusion, another clip's picture", "loss"),
        _better(results, "fusion", "fusion, another clip's picture", "timing"),
        _better(results, "published", "text alone", "timing"),
        _better(results, "fusion", "published", "timing"),
        _no_harm(results, "loss"),
        _no_harm(results, "timing"),
        Claim(
            f"the gate tells whether the picture shows the speaker (area of at least {_GATE_AUC})",
            ", ".join(f"{auc:.3f}" for auc in aucs),
            min(aucs) >= _GATE_AUC,
        ),
        Claim("a new voice is said with less loss once it was learnt", str(voice), voice.is_above),
    ]


def _better(results: Sequence[SeedResult], one: str, other: str, what: str) -> Claim:
    """Where the picture shows the speaker, clip by clip, by `SURE` standard errors."""
    gain = _gain(results, (one, other), what, shown=True)
    return Claim(f"{one}: better {what} than {other}, where the picture speaks", str(gain),
                 gain.is_above)  # fmt: skip


def _no_harm(results: Sequence[SeedResult], what: str) -> Claim:
    gain = _gain(results, ("fusion", "text alone"), what, shown=False)
    return Claim(
        f"fusion: no worse {what} than text alone, where the picture shows something else",
        str(gain),
        not gain.is_below,
    )


def _gain(results: Sequence[SeedResult], pair: tuple[str, str], what: str, *, shown: bool) -> Mean:
    """By how much the first of two arms is better, clip by clip."""
    one, other = (_values(results, name, what, shown) for name in pair)
    sign = -1.0 if what == "loss" else 1.0
    return Mean.of([sign * (a - b) for a, b in zip(one, other, strict=True)])


def _values(results: Sequence[SeedResult], arm: str, what: str, shown: bool) -> list[float]:
    return [
        value
        for result in results
        for value in result.where(getattr(result.arms[arm], what), shown=shown)
    ]


# -- as text ------------------------------------------------------------------------


def markdown(results: Sequence[SeedResult], scale: DemoScale) -> str:
    """The table and the claims, as they stand in the documentation."""
    lines = [
        f"{len(results)} seeds; in each {scale.clips} clips to learn from and {scale.held_out} "
        "others to measure on.",
        "",
        "| network | loss, speaker shown | loss, other picture | timing, speaker shown "
        "| timing, other picture |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.name} | {r.loss_shown} | {r.loss_other} | {r.timing_shown} | {r.timing_other} |"
        for r in rows(results)
    ]
    lines += ["", "| what should hold | difference or value | holds |", "|---|---|---|"]
    lines += [
        f"| {c.text} | {c.found} | {'yes' if c.holds else '**no**'} |" for c in claims(results)
    ]
    shown, other = (Mean.of(_picture_weights(results, shown)) for shown in (True, False))
    lines += [
        "",
        f"The gate gives {shown} of its weight to the picture where that shows the speaker, and "
        f"{other} elsewhere (0.9 before it learnt).",
    ]
    return "\n".join(lines) + "\n"


def _picture_weights(results: Sequence[SeedResult], shown: bool) -> list[float]:
    return [v for result in results for v in result.where(result.picture_weights, shown=shown)]


def as_json(results: Sequence[SeedResult], scale: DemoScale) -> dict[str, Any]:
    """All of it, every clip's value too."""
    return {
        "scale": asdict(scale),
        "rows": [asdict(row) for row in rows(results)],
        "claims": [asdict(claim) for claim in claims(results)],
        "seeds": [asdict(result) for result in results],
    }
