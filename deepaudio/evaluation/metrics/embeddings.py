"""Metrics that are the cosine of two embeddings: of voices, of emotions, of sound and picture.

The embeddings come from networks whose weights are not part of this package; see
`deepaudio.evaluation.extractors`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deepaudio.evaluation.metrics import Metric

Floats = npt.NDArray[np.floating]


def cosine(one: Floats, other: Floats) -> float:
    """Cosine of two vectors (D,) in [-1, 1]; NaN where one is zero or not finite.

    Raises ValueError for vectors of different lengths.
    """
    a, b = np.asarray(one, np.float64).reshape(-1), np.asarray(other, np.float64).reshape(-1)
    if a.shape != b.shape:
        raise ValueError(f"vectors of {len(a)} and {len(b)} numbers have no angle")
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / lengths if lengths else float("nan")


def per_cent(one: Floats, other: Floats) -> float:
    """Cosine of two vectors (D,), times 100."""
    return 100 * cosine(one, other)


def _metric(name: str, label: str, source: str, takes: str, scale: float = 1.0) -> Metric:
    return Metric(
        name=name,
        unit="" if scale == 1.0 else "%",
        lowest=-scale,
        highest=scale,
        better="higher",
        source=source,
        measure=cosine if scale == 1.0 else per_cent,
        label=label,
        takes=takes,
        failure=0.0,
    )


METRICS = (
    _metric(
        "spk-sim",
        "SPK-SIM",
        "cosine of x-vectors of microsoft/wavlm-base-sv (Chen et al. 2022), generated against "
        "target: DeepAudio-V1, eval/spk_wav2vec.py",
        "two x-vectors (512,)",
    ),
    _metric(
        "emo-sim",
        "EMO-SIM",
        "cosine of the time means of the last hidden states of audeering/"
        "wav2vec2-large-robust-12-ft-emotion-msp-dim (Wagner et al. 2023), times 100: "
        "DeepAudio-V1, eval/emo_wav2vec.py",
        "two hidden states' means (1024,)",
        100.0,
    ),
    _metric(
        "sim-o",
        "SIM-o",
        "cosine of ECAPA-TDNN embeddings on WavLM-large, generated against prompt (Wang et al. "
        "2023, VALL-E): F5-TTS, utils_eval.py run_sim",
        "two speaker embeddings (256,)",
    ),
    _metric(
        "ib",
        "IB",
        "cosine of ImageBind's embeddings of picture and sound (Girdhar et al. 2023): av-benchmark",
        "embeddings (1024,) of the picture and of the sound",
    ),
)
