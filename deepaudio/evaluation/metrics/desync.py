"""DeSync: by how much sound and picture are apart, as Synchformer sees it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deepaudio.evaluation.metrics import Metric

GRID_S = np.linspace(-2.0, 2.0, 21)
"""Offsets in seconds that Synchformer's 21 classes stand for."""


def desync(logits: npt.NDArray[np.floating]) -> float:
    """Mean magnitude of the likeliest offsets, in seconds, 0 to 2.

    `logits` are (2, 21): of the first and of the last 14 segments of a clip of 8 s. Raises
    ValueError for another number of classes.
    """
    logits = np.atleast_2d(logits)
    if logits.shape[1] != len(GRID_S):
        raise ValueError(f"Synchformer has {len(GRID_S)} classes, got {logits.shape[1]}")
    return float(np.abs(GRID_S[logits.argmax(axis=1)]).mean())


METRIC = Metric(
    name="desync",
    unit="s",
    lowest=0.0,
    highest=2.0,
    better="lower",
    source="Synchformer (Iashin et al. 2024), first and last 4.8 s of each clip: av-benchmark",
    measure=desync,
    label="DeSync",
    takes="logits (2, 21) of the first and of the last 14 segments",
)
