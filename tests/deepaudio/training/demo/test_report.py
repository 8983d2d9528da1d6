"""What the demonstration's report claims, and when it says no."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from deepaudio.training.demo import measures, plots, report
from deepaudio.training.demo.measures import Measured
from deepaudio.training.demo.report import Mean
from deepaudio.training.demo.scale import SHORT
from deepaudio.training.demo.seed import SeedResult

ARMS = (
    "untrained", "text alone", "published", "published, e = 0", "published, another clip's e",
    "fusion", "fusion, no picture", "fusion, another clip's picture",
)  # fmt: skip
SHOWN = [True, False] * 8


def spread(value: float) -> list[float]:
    """Values about `value`, one a clip."""
    return [value + 0.01 * (i % 4 - 1.5) for i in range(len(SHOWN))]


def result(seed: int = 0, **timing: float) -> SeedResult:
    """A seed in which everything holds; `timing` changes an arm, by its first word."""
    timings = dict(zip(ARMS, (0.0, 0.2, 0.5, 0.2, 0.3, 0.9, 0.2, 0.4), strict=True))
    timings |= {name: timing[name] for name in timing}
    losses = dict(zip(ARMS, (2.0, 0.5, 0.4, 0.5, 0.45, 0.3, 0.5, 0.45), strict=True))
    return SeedResult(
        seed,
        SHOWN,
        {name: Measured(spread(losses[name]), spread(timings[name])) for name in ARMS},
        [0.8 if shown else 0.5 for shown in SHOWN],
        {"without": spread(0.5), "with": spread(0.4)},
        losses={"v2a": [2.0, 1.0, 0.5], "mof": [0.5, 0.4]},
    )


def test_everything_holds_where_it_does() -> None:
    assert all(claim.holds for claim in report.claims([result(0), result(1)]))


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"published": 0.2}, "published: better timing than text alone"),
        ({"fusion": 0.5}, "fusion: better timing than published"),
    ],
)
def test_what_does_not_hold_is_said(changed: dict[str, float], what: str) -> None:
    failed = [claim.text for claim in report.claims([result(**changed)]) if not claim.holds]
    assert any(text.startswith(what) for text in failed)
    assert "**no**" in report.markdown([result(**changed)], SHORT)


def test_harm_where_the_picture_does_not_speak_is_said() -> None:
    harmed = result()
    fusion = harmed.arms["fusion"]
    worse = [v - 0.8 if not shown else v for v, shown in zip(fusion.timing, SHOWN, strict=True)]
    harmed.arms["fusion"] = Measured(fusion.loss, worse)
    failed = [claim.text for claim in report.claims([harmed]) if not claim.holds]
    assert failed == [
        "fusion: no worse timing than text alone, where the picture shows something else"
    ]


def test_a_gate_that_cannot_tell_is_said() -> None:
    unsure = result()
    unsure.picture_weights[0] = 0.4  # below all that show something else: 56 of 64 pairs are right
    assert unsure.gate_auc == 0.875
    failed = [claim.text for claim in report.claims([result(), unsure]) if not claim.holds]
    assert [text[:14] for text in failed] == ["the gate tells"]


def test_a_mean_has_the_standard_error_of_its_values() -> None:
    mean = Mean.of([1.0, 2.0, 3.0, 4.0])
    assert mean.mean == 2.5
    assert mean.error == pytest.approx((5 / 3 / 4) ** 0.5)
    assert mean.is_above and not mean.is_below
    assert not Mean.of([-1.0, 1.0, 0.5]).is_above


def test_the_area_counts_pairs() -> None:
    assert measures.area_under_curve([0.9, 0.8], [0.1, 0.2]) == 1
    assert measures.area_under_curve([0.1], [0.1]) == 0.5
    assert measures.area_under_curve([0.3, 0.1], [0.2]) == 0.5


def test_plots_are_pictures_with_every_arm_and_stage() -> None:
    rows = report.rows([result()])
    drawn = plots.plots([result(), result(1)], rows)
    assert set(drawn) == {"losses.svg", "timing.svg"}
    for text in drawn.values():
        ElementTree.fromstring(text)
    assert all(row.name.split(",")[0] in drawn["timing.svg"] for row in rows)
    assert "v2a" in drawn["losses.svg"] and "mof" in drawn["losses.svg"]
