"""Metrics over what a tagger of sounds says of a clip: KL divergence and Inception Score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import log_softmax, softmax, xlogy

from deepaudio.evaluation.metrics import Metric

Floats = npt.NDArray[np.floating]

SPLITS = 10
SEED = 2020


def kl_divergence(true: Floats, generated: Floats) -> float:
    """KL(true || generated) of the softmaxes of two logits (K,), in nats, at least 0.

    Raises ValueError for logits of different lengths.
    """
    if np.shape(true) != np.shape(generated):
        raise ValueError(f"logits of {np.shape(true)} and {np.shape(generated)} differ")
    log_p, log_q = (log_softmax(np.asarray(x, np.float64)) for x in (true, generated))
    return float((np.exp(log_p) * (log_p - log_q)).sum())


def published_kl_divergence(true: Floats, generated: Floats) -> float:
    """The same in single precision and without an epsilon: infinite where a softmax vanishes."""
    p, q = (softmax(np.asarray(x, np.float32)) for x in (true, generated))
    with np.errstate(divide="ignore"):
        return float((xlogy(p, p) - p * np.log(q))[p > 0].sum())


def inception_score(logits: Floats, splits: int = SPLITS, seed: int = SEED) -> float:
    """Inception Score of logits (N, K): 1 to K.

    The clips are shuffled by `seed` and cut into `splits` parts; the score of a part is
    exp(mean KL(p || mean p)), the result the mean over parts. So the order of the clips
    matters: that of their names, as av-benchmark has it. Raises ValueError for less than
    one clip a part.
    """
    if len(logits) < splits:
        raise ValueError(f"{splits} parts take as many clips at least, got {len(logits)}")
    order = np.random.RandomState(seed).permutation(len(logits))
    shuffled = np.asarray(logits, np.float64)[order]
    p, log_p = softmax(shuffled, axis=1), log_softmax(shuffled, axis=1)
    scores = []
    for i in range(splits):
        part = slice(i * len(p) // splits, (i + 1) * len(p) // splits)
        mean = p[part].mean(axis=0, keepdims=True)
        divergence = (p[part] * log_p[part] - xlogy(p[part], mean)).sum(axis=1)
        scores.append(np.exp(divergence.mean()))
    return float(np.mean(scores))


def _kl(extractor: str, label: str) -> Metric:
    return Metric(
        name=f"kl-{extractor}",
        unit="nats",
        lowest=0.0,
        highest=None,
        better="lower",
        source="KL(true || generated) of softmaxed logits, mean over clips (Iashin and Rahtu "
        "2021): av-benchmark, metrics/kl.py",
        measure=kl_divergence,
        label=label,
        takes="logits (527,) of the true and of the generated clip",
    )


def _is(extractor: str, label: str) -> Metric:
    return Metric(
        name=f"is-{extractor}",
        unit="",
        lowest=1.0,
        highest=527.0,
        better="higher",
        source="Inception Score (Salimans et al. 2016), ten parts, shuffled by seed 2020: "
        "av-benchmark, metrics/isc.py",
        measure=inception_score,
        label=label,
        takes="logits (N, 527) of the generated clips, in the order of their names",
    )


METRICS = (
    _kl("pann", "KL-PANN"),
    _kl("passt", "KL-PaSST"),
    _is("pann", "IS"),
    _is("passt", "IS-PaSST"),
)
