"""A sentence said with a voice, to hear it before it is cast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import CancelledError, UsageError, from_code
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.protocol import (
    SAMPLE_RATE,
    Cancelled,
    Failed,
)
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.planning.model import engine_at_work
from deepaudio_plugin.planning.recordings import check_voice, recording_of
from deepaudio_plugin.planning.room import MAX_TAIL_S, estimated_seconds
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.worker_client.client import WorkerClient
from deepaudio_plugin.worker_client.requests import render_request

_SENTENCES = {
    "de": "So klingt diese Stimme, wenn sie etwas erzählt.",
    "en": "This is how I sound when I have something to say.",
    "es": "Así suena mi voz cuando tengo algo que contar.",
    "fr": "Voici comment je parle quand j'ai quelque chose à dire.",
    "hi": "जब मुझे कुछ कहना होता है तो मेरी आवाज़ ऐसी लगती है।",
    "it": "Ecco come suona la mia voce quando ho qualcosa da dire.",
    "ja": "話すときの私の声は、こんな感じです。",
    "pt": "É assim que eu falo quando tenho algo para dizer.",
    "zh": "我说话的时候，声音就是这样的。",
}


def audition_request(voice: str, text: str, options: RenderOptions, engine: EngineInfo) -> TakeSpec:
    """What makes `voice`, or a recording as `path:words`, say a sentence.

    Raises UsageError for a voice that the engine does not have.
    """
    if problem := check_voice(voice, engine):
        raise UsageError(problem)
    language = options.language
    said = " ".join(text.split()) or _SENTENCES.get(language, _SENTENCES["en"])
    recording = recording_of(voice, engine.recording_words)
    at_work = engine_at_work(engine, options)
    engine, settings = at_work.info, at_work.settings
    return TakeSpec(
        stem="speech",
        engine=engine.name,
        engine_version=engine.version,
        weights=engine.weights_digest,
        seed=options.seed,
        num_samples=round((estimated_seconds(said) + 0.4) * SAMPLE_RATE),
        max_tail=round(MAX_TAIL_S * SAMPLE_RATE),
        text=said,
        language=language,
        voice="" if recording else voice,
        reference=recording and replace(recording, parts=()),  # there is no picture to say it to
        settings=settings,
        where=f"audition of {Path(recording.path).name if recording else voice}",
    )


def render_one(
    spec: TakeSpec,
    library: TakeLibrary,
    client: WorkerClient,
    cancelled: Callable[[], bool],
) -> Path:
    """The file of a take outside any plan; rendered if the library does not have it."""
    known = library.get(spec.key)
    if known is not None:
        return Path(known.path)
    order = render_request(spec, "audition", str(library.staging_dir()))
    event = client.request(order, cancelled=cancelled)
    if isinstance(event, Failed):
        raise from_code(event.code, event.message, where=event.where, hint=event.hint)
    if isinstance(event, Cancelled):
        raise CancelledError("stopped before the voice was heard")
    return Path(library.add(spec, event).path)
