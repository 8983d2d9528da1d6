"""Fréchet distance between two sets of features, fitted as Gaussians.

    d² = |m1 - m2|² + tr(C1 + C2 - 2 (C1 C2)^½)        (Dowson and Landau 1982)

`frechet_distance` takes the root from eigenvalues of a symmetric product, which are real by
construction. `published_frechet_distance` is av-benchmark's arithmetic (metrics/fad.py): the
matrix root itself, and -1 where rounding made it complex.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import linalg

from deepaudio.evaluation.metrics import Metric

Floats = npt.NDArray[np.floating]

_EPSILON = 1e-6
_IMAGINARY = 1e-3


def frechet_distance(generated: Floats, true: Floats) -> float:
    """Squared Fréchet distance between features (N, D) and (M, D), at least 0.

    Raises ValueError for sets of less than two or of different widths.
    """
    (m1, c1), (m2, c2) = _moments(generated), _moments(true)
    _check(m1, m2)
    root = _symmetric_root(c1)
    product = linalg.eigvalsh(root @ c2 @ root)
    shared = np.sqrt(np.clip(product, 0, None)).sum()
    difference = m1 - m2
    squared = difference @ difference + np.trace(c1) + np.trace(c2) - 2 * shared
    return max(0.0, float(squared))


def published_frechet_distance(generated: Floats, true: Floats) -> float:
    """As av-benchmark computes it; -1 where the diagonal of the root is complex.

    Raises ValueError as `frechet_distance` does.
    """
    (m1, c1), (m2, c2) = _moments(generated), _moments(true)
    _check(m1, m2)
    root = linalg.sqrtm(c1 @ c2)
    if not np.isfinite(root).all():
        offset = _EPSILON * np.eye(len(c1))
        root = linalg.sqrtm((c1 + offset) @ (c2 + offset))
    if np.iscomplexobj(root):
        if not np.allclose(np.diagonal(root).imag, 0, atol=_IMAGINARY):
            return -1.0
        root = root.real
    difference = m1 - m2
    return float(difference @ difference + np.trace(c1) + np.trace(c2) - 2 * np.trace(root))


def _moments(features: Floats) -> tuple[Floats, Floats]:
    """Mean (D,) and covariance (D, D), with N - 1."""
    features = np.asarray(features)
    if features.ndim != 2 or len(features) < 2:
        raise ValueError(f"a covariance takes two clips at least, got {features.shape}")
    return features.mean(axis=0), np.atleast_2d(np.cov(features, rowvar=False))


def _check(one: Floats, other: Floats) -> None:
    if one.shape != other.shape:
        raise ValueError(f"features of {len(one)} and {len(other)} numbers cannot be compared")


def _symmetric_root(matrix: Floats) -> Floats:
    values, vectors = linalg.eigh(matrix)
    root: Floats = (vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T
    return root


def _metric(extractor: str, label: str, features: str) -> Metric:
    return Metric(
        name=f"fd-{extractor}",
        unit="",
        lowest=0.0,
        highest=None,
        better="lower",
        source=f"Fréchet distance (Dowson and Landau 1982; Kilgour et al. 2019) over {features}: "
        "av-benchmark",
        measure=frechet_distance,
        label=label,
        takes="features (N, D) of the generated and (M, D) of the true clips",
    )


METRICS = (
    _metric("passt", "FD-PaSST", "PaSST's 768 features of 32 kHz, padded to 10 s"),
    _metric("pann", "FD-PANN", "the 2048 features of PANNs' Cnn14 at 16 kHz"),
    _metric("vggish", "FD-VGG", "VGGish's 128 features of every 0.96 s, not post-processed"),
)
