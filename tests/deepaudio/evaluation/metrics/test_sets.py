"""Metrics of taggers and embeddings, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deepaudio.evaluation.metrics import classes, desync, embeddings, frechet

DISTANCES = (frechet.frechet_distance, frechet.published_frechet_distance)


def cross(radii: list[float], centre: float) -> np.ndarray:
    """Points ± r on each axis: their covariance is diagonal, 2 r² / (N - 1)."""
    return np.concatenate([np.diag(radii), -np.diag(radii)]) + centre


@pytest.mark.parametrize("distance", DISTANCES)
def test_the_frechet_distance_of_axis_parallel_gaussians_is_that_of_their_axes(distance) -> None:
    one, other = [1.0, 2.0, 5.0], [3.0, 2.5, 0.5]
    scale = math.sqrt(2 / 5)  # standard deviation of a radius of 1, with N - 1
    apart = sum((scale * (a - b)) ** 2 for a, b in zip(one, other, strict=True))
    found = distance(cross(one, 0.0), cross(other, 2.0))
    assert found == pytest.approx(apart + 3 * 2.0**2, rel=1e-6)
    assert distance(cross(one, 1.0), cross(one, 1.0)) == pytest.approx(0, abs=1e-6)


def test_both_distances_agree_where_the_covariances_are_full() -> None:
    draw = np.random.default_rng(4)
    one = draw.normal(size=(400, 12)) @ draw.normal(size=(12, 12))
    other = draw.normal(size=(300, 12)) + 0.5
    ours, published = (distance(one, other) for distance in DISTANCES)
    assert ours == pytest.approx(published, rel=1e-6)


def test_as_published_a_complex_root_is_minus_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = cross([1.0, 2.0], 0.0)
    monkeypatch.setattr(frechet.linalg, "sqrtm", lambda m: np.eye(len(m)) * (1 + 0.002j))
    assert frechet.published_frechet_distance(rows, rows) == -1.0
    monkeypatch.setattr(frechet.linalg, "sqrtm", lambda m: np.eye(len(m)) * (1 + 0.0005j))
    assert frechet.published_frechet_distance(rows, rows) == pytest.approx(2 * 10 / 3 - 4)


def test_as_published_an_epsilon_is_added_only_when_the_root_is_not_finite(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def sqrtm(matrix: np.ndarray) -> np.ndarray:
        asked.append(matrix)
        return np.full_like(matrix, np.nan) if len(asked) == 1 else np.eye(len(matrix))

    monkeypatch.setattr(frechet.linalg, "sqrtm", sqrtm)
    rows = cross([1.0, 2.0], 0.0)  # covariances of 2/3 and 8/3
    assert frechet.published_frechet_distance(rows, rows) == pytest.approx(2 * 10 / 3 - 4)
    assert asked[1][0, 0] == pytest.approx((2 / 3 + 1e-6) ** 2, abs=1e-12)


def test_one_clip_has_no_covariance() -> None:
    with pytest.raises(ValueError, match="two clips"):
        frechet.frechet_distance(np.zeros((1, 3)), np.zeros((5, 3)))


def test_kl_is_of_the_true_from_the_generated_classes() -> None:
    true, generated = np.log([0.5, 0.25, 0.25]), np.log([0.25, 0.25, 0.5])
    expected = 0.5 * math.log(2) - 0.25 * math.log(2)
    assert classes.kl_divergence(true, generated) == pytest.approx(expected)
    assert classes.published_kl_divergence(true, generated) == pytest.approx(expected, rel=1e-5)
    assert classes.kl_divergence(true, true + 3.0) == pytest.approx(0, abs=1e-12)


def test_as_published_a_vanished_class_makes_kl_infinite() -> None:
    true, generated = np.array([0.0, 0.0]), np.array([0.0, 200.0])
    assert classes.published_kl_divergence(true, generated) == math.inf
    assert classes.kl_divergence(true, generated) == pytest.approx(100 - math.log(2))


def test_the_inception_score_counts_classes() -> None:
    sure = 50 * np.eye(4).repeat(5, axis=0)
    assert classes.inception_score(sure, splits=1) == pytest.approx(4)
    assert classes.inception_score(np.zeros((20, 4))) == pytest.approx(1)


def test_the_inception_score_shuffles_by_seed_2020_and_takes_the_mean_of_ten_parts() -> None:
    logits = np.random.default_rng(1).normal(size=(23, 6))
    order = np.random.RandomState(2020).permutation(23)
    scores = []
    for i in range(10):
        rows = logits[order[i * 23 // 10 : (i + 1) * 23 // 10]]
        shares = [np.exp(row) / np.exp(row).sum() for row in rows]
        mean = sum(shares) / len(shares)
        scores.append(math.exp(sum((p * np.log(p / mean)).sum() for p in shares) / len(shares)))
    assert classes.inception_score(logits) == pytest.approx(sum(scores) / 10)


def test_less_than_ten_clips_have_no_inception_score() -> None:
    with pytest.raises(ValueError, match="10 parts"):
        classes.inception_score(np.zeros((9, 4)))


def test_desync_is_the_mean_magnitude_of_the_likeliest_offsets() -> None:
    logits = np.zeros((2, 21))
    logits[0, 0] = logits[1, 12] = 1  # -2 s and +0.4 s
    assert desync.desync(logits) == pytest.approx(1.2)


def test_cosines_are_of_angles_and_none_of_nothing() -> None:
    assert embeddings.cosine(np.array([1, 0]), np.array([3, 4])) == pytest.approx(0.6)
    assert embeddings.per_cent(np.array([1, 0]), np.array([-2, 0])) == pytest.approx(-100)
    assert math.isnan(embeddings.cosine(np.zeros(2), np.ones(2)))
    with pytest.raises(ValueError, match="no angle"):
        embeddings.cosine(np.ones(2), np.ones(3))
