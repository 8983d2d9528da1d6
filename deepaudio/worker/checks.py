"""Answers `Check`: takes are looked at, heard, compared with each other, and judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec

import numpy as np

from deepaudio.checking import faults
from deepaudio.checking.beds import bed_reasons
from deepaudio.checking.listening import HeardLine, word_faults
from deepaudio.checking.pace import pace_reason
from deepaudio.checking.sound import Extent, speech_reasons
from deepaudio.checking.verdict import AGAIN, verdict_of, voice_reason, word_reason
from deepaudio.checking.voices import likenesses
from deepaudio.dsp import wav
from deepaudio.dsp.levels import LOUDER_BY
from deepaudio.dsp.waveform import SAMPLE_RATE, Waveform
from deepaudio.evaluation.recogniser import ENGLISH, UnknownLanguageError, recogniser_of
from deepaudio.worker.cast_voices import CastVoices, prints_of
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import DeepAudioError, MediaError, WeightsMissingError
from deepaudio_plugin.core.protocol import Check, Checked, TakeToCheck
from deepaudio_plugin.core.spoken.deliveries import told
from deepaudio_plugin.core.spoken.text import spoken
from deepaudio_plugin.core.verdicts import BABBLE, VOICE, WORDS, HeardWords, Reason, Verdict

_LONGEST_MIN = 15
"""What is longer is no line and hardly a shot, and would take gigabytes of memory."""

_NOT_THERE = (ModuleNotFoundError, UnknownLanguageError, WeightsMissingError)
"""Why no recogniser hears a language here."""


class _Subject:
    """A take and what is found in it."""

    def __init__(self, take: TakeToCheck) -> None:
        self.take = take
        self.reasons: list[Reason] = []
        self.unchecked: list[str] = []
        self.lacked: list[str] = []
        self.measures: dict[str, float] = {}
        self.heard: tuple[HeardWords, ...] = ()
        self.sound: Waveform = np.zeros(0, np.float32)
        self.bed: tuple[Reason, ...] = ()  # what is amiss in a shot's sound
        self.is_clipped = False  # in any channel
        try:
            channels = _channels_of(take)
            self.sound = channels.mean(axis=0)
            self.is_clipped = any(faults.is_clipped(one) for one in channels)
            if take.stem != "speech":
                self.bed = tuple(bed_reasons(channels, take.prompt, take.handle_in))
        except (DeepAudioError, OSError) as error:
            self.reasons.append(Reason("unreadable", f"it cannot be read ({error})", AGAIN))
        except _TooLongError as error:
            self.reasons.append(Reason("unseen", str(error), "Listen to it.", is_bad=False))
            self.unchecked.append(f"everything: {error}")

    @cached_property
    def extent(self) -> Extent:
        """Where a line's window and its voice are."""
        return Extent.of(self.sound, self.take.handle_in, self.take.window)

    @cached_property
    def is_heard(self) -> bool:
        """Whether there is anything in it to listen to."""
        return bool(len(self.sound)) and not faults.is_silent(self.sound)

    @property
    def verdict(self) -> Verdict:
        """What it comes to."""
        return verdict_of(self.reasons, self.unchecked, self.measures, self.heard, self.lacked)

    def lacks(self, what: str, why: Exception) -> None:
        """Something in it cannot be looked at before a package or a model is there."""
        self.unchecked.append(f"{what}: {why}")
        self.lacked.append(what)


class _TooLongError(Exception):
    """A take is longer than what is looked at."""


def _channels_of(take: TakeToCheck) -> Waveform:
    """Its sound (C, T). Raises MediaError, OSError and _TooLongError."""
    if wav.num_samples(take.path) > _LONGEST_MIN * 60 * SAMPLE_RATE:
        raise _TooLongError(f"it is longer than {_LONGEST_MIN} minutes, and not looked at")
    sound: Waveform = wav.read(take.path).samples
    if not np.isfinite(sound).all():
        raise MediaError("it holds samples that are no numbers", where=take.path)
    return sound


def check(request: Check, task: Task, cast: CastVoices | None = None) -> Checked:
    """Judge the takes. What cannot be looked at is named in each verdict.

    Without `cast` lines are compared with the others of their voice alone.
    """
    takes = [take for take in request.takes if take.compare_only or _can_be_told_more(take)]
    if all(take.compare_only for take in takes):
        return Checked(task.id, {})
    subjects = []
    for take in takes:
        task.check()
        subjects.append(_Subject(take))
    judged = [subject for subject in subjects if not subject.take.compare_only]
    for subject in judged:
        task.check()
        subject.reasons += _sound_reasons(subject)
    task.progress("checking", 0.3)
    spoken_lines = [s for s in judged if s.take.stem == "speech" and s.is_heard]
    _judge_words(spoken_lines, task)
    task.progress("checking", 0.8)
    _judge_voices([s for s in subjects if s.take.stem == "speech" and s.is_heard], cast, task)
    return Checked(task.id, {s.take.key: s.verdict.to_json() for s in judged})


def _can_be_told_more(take: TakeToCheck) -> bool:
    """Whether it was never checked, or anything is there by now that had lacked."""
    is_there = {WORDS: lambda: _hears(_language(take)), VOICE: _tells_voices_apart}
    return not take.lacked or any(is_there[what]() for what in take.lacked if what in is_there)


def _hears(language: str) -> bool:
    try:
        recogniser_of(language)
    except _NOT_THERE:
        return False
    return True


def _tells_voices_apart() -> bool:
    return find_spec("resemblyzer") is not None  # without torch, which the encoder comes with


def _sound_reasons(subject: _Subject) -> Iterator[Reason]:
    take, sound = subject.take, subject.sound
    if subject.reasons:  # it could not be read
        return
    if take.stem == "speech":
        extent, louder = subject.extent, LOUDER_BY.get(take.delivery, 0.0)
        subject.measures["off_s"] = extent.off_s
        yield from speech_reasons(sound, extent, louder)
        if subject.is_heard:
            pace = pace_reason(_said(take), extent.lasts_s, take.pace, _language(take))
            yield from (pace,) if pace else ()
        return
    if faults.is_silent(sound):
        if "silen" not in take.prompt.casefold():
            yield Reason("silent", "nothing is heard", "Give the shot a prompt.", is_bad=False)
        return
    if subject.is_clipped:
        yield Reason("clipped", "its tops are cut off: it distorts", AGAIN)
    yield from subject.bed
    if not take.may_babble:
        return
    from deepaudio.checking import babble  # with torch

    if babble.asks_for_voices(take.prompt):
        return
    if found := babble.voices_in(sound):
        at = found[0][0] - take.handle_in / SAMPLE_RATE
        yield Reason(BABBLE, f"voices are heard in it, at {max(0.0, at):.1f} s", AGAIN)


def _judge_words(subjects: Sequence[_Subject], task: Task) -> None:
    """Have the lines heard, each in its language; where no recogniser knows it, that is said."""
    by_language: dict[str, list[_Subject]] = {}
    for subject in subjects:
        by_language.setdefault(_language(subject.take), []).append(subject)
    for language, some in by_language.items():
        task.check()
        try:
            found = word_faults(
                [HeardLine(_said(s.take), s.sound, s.extent.voice) for s in some], language
            )
        except _NOT_THERE as error:
            for subject in some:
                subject.lacks(WORDS, error)
            continue
        for subject, wrong in zip(some, found, strict=True):
            subject.measures |= {"wrong_words": wrong.count, "words": wrong.words}
            if reason := word_reason(wrong, is_measured=language == ENGLISH):
                subject.heard = wrong.heard
                subject.reasons.append(reason)


def _language(take: TakeToCheck) -> str:
    """Its ISO 639 code."""
    return re.split("[-_]", take.language.casefold())[0]


def _said(take: TakeToCheck) -> str:
    return spoken(take.text, take.language, take.pronunciations)


def _judge_voices(subjects: Sequence[_Subject], cast: CastVoices | None, task: Task) -> None:
    """Compare the voices of all lines with what they are to sound like, and with others.

    A whisper or a shout is no measure of a voice, and none for it.
    """
    for subject in subjects:
        if subject.take.delivery:
            subject.unchecked.append(f"voice: the line is {told(subject.take.delivery)}")
    subjects = [subject for subject in subjects if not subject.take.delivery]
    task.check()
    try:
        prints = prints_of([s.sound[slice(*s.extent.voice)] for s in subjects])
        known = cast.of([subject.take for subject in subjects], task) if cast and subjects else {}
    except (ModuleNotFoundError, OSError) as error:  # or of a package without its weights
        for subject in subjects:
            subject.lacks(VOICE, error)
        return
    for subject, likeness in zip(
        subjects, likenesses(prints, [s.take.voice for s in subjects], known), strict=True
    ):
        if likeness is None:
            subject.unchecked.append("voice: too short, or too few lines of it to compare with")
            continue
        subject.measures["likeness"] = likeness.own
        if reason := voice_reason(likeness, subject.take.voice):
            subject.reasons.append(reason)
