"""Orders that decide: each becomes a change of the decisions, and words for taking it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.line_orders import LINE_ACTIONS
from deepaudio_plugin.backend.naming import named, quoted
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.backend.showing import take_numbers
from deepaudio_plugin.core.engine_info import Words
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions import gains, model
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.decisions.words import keep_word
from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.planning.recordings import check_voice, recording_of, rooted
from deepaudio_plugin.project.settings import change_settings

_NAMES = {"gain_db": "gain", "pause_s": "pause"}
_SETTINGS = {"dialect": "host", "spec": "loudness", "duck_db": "ducking"}


def decide(session: Session, order: Any) -> bool:
    """Carry an order out if it is one that decides; else False.

    Raises DeepAudioError when it makes no sense; then nothing has changed.
    """
    action = _ACTIONS.get(type(order))
    if action is None:
        return False
    action(session, order)
    return True


def _set(session: Session, order: messages.Set) -> None:
    names = ", ".join(_SETTINGS.get(name, name.replace("_", " ")) for name in order.values)
    session.decide(f"setting: {names}", lambda d: change_settings(d, order.values))


def _add_subtitles(session: Session, order: messages.AddSubtitles) -> None:
    session.add_subtitles("subtitles", list(map(Path, order.paths)), instead=order.instead)


def _edit_shots(session: Session, order: messages.EditShots) -> None:
    found = {ref: session.project.contents.shot(ref) for ref in order.refs}
    session.decide(
        f"shot {named(session, order.refs[0])}" if len(found) == 1 else f"{len(found)} shots",
        lambda d: model.prompt_shots(
            d,
            found,
            prompt=order.prompt,
            negative_prompt=order.negative_prompt,
            muted=order.muted,
            gain_db=order.gain_db,
        ),
    )


def _adjust_lines(session: Session, order: messages.AdjustLines) -> None:
    cues = {ref: session.project.contents.cue(ref) for ref in order.refs}
    voice, engine = order.values.get("voice"), session.project.engine
    problem = check_voice(str(voice), engine) if voice and engine and engine.ready else ""
    if problem:
        raise UsageError(problem)
    names = ", ".join(_NAMES.get(name, name) for name in order.values)
    whose = named(session, order.refs[0]) if len(cues) == 1 else f"{len(cues)} lines"
    session.decide(f"{names} of {whose}", lambda d: model.adjust_lines(d, cues, order.values))


def _cast_voice(session: Session, order: messages.CastVoice) -> None:
    voice = f"{order.voice}:{order.words}" if order.words else order.voice
    cast_voice(session, order.speaker, voice)


def cast_voice(session: Session, speaker: str, voice: str) -> None:
    """Give a speaker a voice. Raises UsageError for one that nobody could ever speak with."""
    folder, engine = (
        session.project.path.parent,
        session.project.plan.engine if session.project.plan else None,
    )
    words: Words = engine.recording_words if engine else "required"
    named = bool(voice) and recording_of(rooted(voice, folder), words) is None
    if named and engine and engine.ready:
        problem = check_voice(voice, engine)
        if problem:
            raise UsageError(problem)
    who = speaker or "lines of nobody"
    session.decide(f"voice of {who}", lambda d: model.cast(d, speaker, voice))


def _choose_take(session: Session, order: messages.ChooseTake) -> None:
    jobs = session.project.jobs
    take, job = jobs.take(order.ref, order.key), jobs.job(order.ref)
    if not job.requests:
        raise UsageError(f"no take can be chosen: {job.problem}", hint=job.hint)
    # A take that was made from something else has none of the job's seeds.
    seed = take.seed if take.job_key == job.spec.job_key else None
    fingerprint = session.project.contents.fingerprints[order.ref]
    session.decide(
        f"take {_number(session, job, order.key)} of {named(session, order.ref)}",
        lambda d: model.choose_take(
            d, order.ref, fingerprint, order.key, seed, job_key=job.spec.job_key
        ),
    )


def _ask_take(session: Session, order: messages.AskTake) -> None:
    jobs = [session.project.jobs.job(ref) for ref in order.refs]
    fingerprints = session.project.contents.fingerprints

    def change(decisions: Decisions) -> Decisions:
        for job in jobs:
            seed = model.free_seed([request.seed for request in job.requests])
            decisions = model.ask_take(decisions, job.ref, fingerprints[job.ref], seed)
        return decisions

    what = named(session, jobs[0].ref) if len(jobs) == 1 else f"{len(jobs)} lines and shots"
    session.decide(f"another take of {what}", change)


def _locate_media(session: Session, order: messages.LocateMedia) -> None:
    session.locate_media(order.folder)


def _set_gain(session: Session, order: messages.SetGain) -> None:
    session.decide(
        f"gain of {order.track}", lambda d: gains.set_gain(d, order.track, order.gain_db)
    )


def _keep_word(session: Session, order: messages.KeepWord) -> None:
    words = f"word {quoted(order.word)}"
    session.decide(words, lambda d: keep_word(d, order.word, order.known))


def _undo(session: Session, order: messages.Undo) -> None:
    session.undo(order.redo)


_ACTIONS: dict[type, Callable[[Session, Any], None]] = {
    messages.Set: _set,
    messages.AddSubtitles: _add_subtitles,
    **LINE_ACTIONS,
    messages.AdjustLines: _adjust_lines,
    messages.EditShots: _edit_shots,
    messages.CastVoice: _cast_voice,
    messages.ChooseTake: _choose_take,
    messages.SetGain: _set_gain,
    messages.KeepWord: _keep_word,
    messages.AskTake: _ask_take,
    messages.LocateMedia: _locate_media,
    messages.Undo: _undo,
}


def _number(session: Session, job: Job, key: str) -> int:
    """Which take of a job it is, as the window counts them."""
    jobs = session.project.jobs
    return take_numbers(job, jobs.entries, jobs.history(job.ref))[key]
