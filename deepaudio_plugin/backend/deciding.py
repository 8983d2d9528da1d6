"""Orders that decide: each becomes a change of the decisions, and words for taking it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.line_orders import LINE_ACTIONS
from deepaudio_plugin.backend.naming import quoted
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.core.engine_info import Words
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.decisions import gains, model
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.planning.recordings import check_voice, recording_of, rooted
from deepaudio_plugin.project.settings import change_settings


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
    names = ", ".join(name.replace("_", " ") for name in order.values)
    session.decide(f"setting: {names}", lambda d: change_settings(d, order.values))


def _add_subtitles(session: Session, order: messages.AddSubtitles) -> None:
    session.add_subtitles("subtitles", list(map(Path, order.paths)), instead=order.instead)


def _edit_shots(session: Session, order: messages.EditShots) -> None:
    found = {ref: session.project.contents.shot(ref) for ref in order.refs}
    names = [shot.name for shot in found.values()]
    session.decide(
        f"shot {quoted(names[0])}" if len(names) == 1 else f"{len(names)} shots",
        lambda d: model.prompt_shots(
            d,
            found,
            prompt=order.prompt,
            negative_prompt=order.negative_prompt,
            muted=order.muted,
        ),
    )


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
    # A take that was made from something else has none of the job's seeds.
    seed = take.seed if take.job_key == job.spec.job_key else None
    fingerprint = session.project.contents.fingerprints[order.ref]
    session.decide(
        f"take of {quoted(job.name)}",
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

    what = quoted(jobs[0].name) if len(jobs) == 1 else f"{len(jobs)} jobs"
    session.decide(f"another take of {what}", change)


def _set_gain(session: Session, order: messages.SetGain) -> None:
    session.decide(
        f"gain of {order.track}", lambda d: gains.set_gain(d, order.track, order.gain_db)
    )


def _locate_media(session: Session, order: messages.LocateMedia) -> None:
    session.locate_media(order.folder)


def _undo(session: Session, order: messages.Undo) -> None:
    session.undo(order.redo)


_ACTIONS: dict[type, Callable[[Session, Any], None]] = {
    messages.Set: _set,
    messages.AddSubtitles: _add_subtitles,
    **LINE_ACTIONS,
    messages.EditShots: _edit_shots,
    messages.CastVoice: _cast_voice,
    messages.ChooseTake: _choose_take,
    messages.SetGain: _set_gain,
    messages.AskTake: _ask_take,
    messages.LocateMedia: _locate_media,
    messages.Undo: _undo,
}
