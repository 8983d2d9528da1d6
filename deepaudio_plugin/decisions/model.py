"""Decisions: what a person wants of a timeline that neither it nor its subtitles say.

Values do not change: every function gives a changed copy. Lines and shots are named by
their reference (`refs`); their fingerprints are kept with them, to find them again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.options import MAX_SEED
from deepaudio_plugin.core.spoken.deliveries import Delivery
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.added import AddedLine
from deepaudio_plugin.decisions.adjusting import checked_adjustment, checked_gain
from deepaudio_plugin.decisions.places import Placing
from deepaudio_plugin.decisions.refs import (
    CUE,
    Fingerprint,
    cue_fingerprint,
    cue_ref,
    kind_of,
    shot_fingerprint,
)
from deepaudio_plugin.decisions.retries import NO_RETRIES, Retries
from deepaudio_plugin.decisions.times import LineTimes, check_span, decided_times
from deepaudio_plugin.subtitles.cues import Cue
from deepaudio_plugin.timeline.shots import Shot

LineSpan = tuple[int, int, float]
"""First frame and number of frames of a line, and the rate that they are counted at."""

MAX_RENDERED = 32
"""Takes of one job that are remembered as rendered."""


@dataclass(frozen=True)
class LineDecision:
    """What is said instead, by whom, when, and whether at all. None: as the subtitles have it."""

    text: str | None = None
    speaker: str | None = None
    muted: bool = False
    times: LineTimes | None = None
    removed: bool = False  # deleted by a person: it is no line any more, and can be brought back
    gain_db: float = 0.0  # beside the loudness of lines
    pause_s: float = 0.0  # of silence before it, within its time
    pace: float = 1.0  # of the voice's own; a line that has to hurry hurries
    voice: str = ""  # of the engine; "": as its speaker is cast
    seed: int | None = None  # of its first take; None: as set
    delivery: Delivery | None = None  # how it is said; None: as the captions say
    extra: dict[str, Any] = field(default_factory=dict)  # what another version wrote


@dataclass(frozen=True)
class ShotDecision:
    """What a shot is to sound of, and whether at all. Empty: as the settings have it."""

    prompt: str = ""
    negative_prompt: str = ""
    muted: bool = False
    gain_db: float = 0.0  # beside the level that the engine has made it with
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TakeDecision:
    """Which takes of a job there are to be, which plays, and where."""

    seeds: tuple[int, ...] = ()  # of takes beyond those of the settings, as they were asked for
    chosen: str = ""  # content key; empty: the first
    chosen_seed: int | None = None  # so that it is planned although the settings' seeds changed
    rendered: tuple[str, ...] = ()  # content keys, newest last
    placing: Placing | None = None  # where an editor has put its clips; None: nowhere else
    chosen_for: str = ""  # what the job asked for then (its `job_key`): for that the choice holds
    deleted: bool = False  # in a host, where a timeline came back without its clip
    picked: bool = False  # `chosen` by comparing takes, and by nobody
    retries: Retries = NO_RETRIES
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def is_chosen(self) -> bool:
        """Whether a person has chosen a take."""
        return bool(self.chosen) and not self.picked

    @property
    def noted(self) -> TakeDecision:
        """What of it nobody has decided: it came of rendering and checking."""
        kept = TakeDecision(rendered=self.rendered, retries=self.retries)
        if not self.picked:
            return kept
        names = ("chosen", "chosen_seed", "chosen_for", "picked")
        return replace(kept, **{name: getattr(self, name) for name in names})


@dataclass(frozen=True)
class Decisions:
    """Everything decided about one timeline."""

    subtitles: tuple[str, ...] = ()  # paths; relative ones count from the timeline's folder
    given_subtitles: tuple[str, ...] = ()  # named when it was opened last, for when none are
    cast: dict[str, str] = field(default_factory=dict)  # speaker: voice, or recording
    lines: dict[str, LineDecision] = field(default_factory=dict)
    added: dict[str, AddedLine] = field(default_factory=dict)  # by id: lines of no subtitle file
    shots: dict[str, ShotDecision] = field(default_factory=dict)
    takes: dict[str, TakeDecision] = field(default_factory=dict)
    fingerprints: dict[str, Fingerprint] = field(default_factory=dict)  # of every reference above
    settings: dict[str, Any] = field(default_factory=dict)  # names and values of RenderOptions
    voices: dict[str, dict[str, str]] = field(default_factory=dict)
    """What speakers were given when they were first seen, by engine: they keep it."""
    gains: dict[str, float] = field(default_factory=dict)  # of tracks, in dB; see `gains`
    words: tuple[str, ...] = ()  # of this project: spelt rightly though no dictionary has them
    extra: dict[str, Any] = field(default_factory=dict)


UNDECIDED = Decisions()

_NO_LINE, _NO_SHOT, _NO_TAKE = LineDecision(), ShotDecision(), TakeDecision()


def edit_line(
    decisions: Decisions,
    cue: Cue,
    *,
    text: str | None = None,
    speaker: str | None = None,
    muted: bool | None = None,
    span: LineSpan | None = None,
    removed: bool | None = None,
) -> Decisions:
    """Change a line's words, speaker or times, or whether it is spoken; None leaves as it is.

    `cue` is the line as it was read. Its own words or none, its own speaker and its own frames
    take the decision back. Raises UsageError for a span that no line can have.
    """
    ref = cue_ref(cue)
    line = decisions.lines.get(ref, _NO_LINE)
    if cue.id in decisions.added:
        decisions = _edit_added(decisions, cue, text=text, speaker=speaker, span=span)
    else:
        if text is not None:
            said = " ".join(text.split())
            line = replace(line, text=None if said in ("", cue.text) else said)
        if speaker is not None:
            line = replace(line, speaker=None if speaker == cue.speaker else speaker.strip())
        if span is not None:
            line = replace(line, times=decided_times(cue, *span))
    if muted is not None:
        line = replace(line, muted=muted)
    if removed is not None:
        line = replace(line, removed=removed)
    return _keep(decisions, "lines", {ref: line}, _NO_LINE, {ref: cue_fingerprint(cue)})


def _edit_added(
    decisions: Decisions,
    cue: Cue,
    *,
    text: str | None,
    speaker: str | None,
    span: LineSpan | None,
) -> Decisions:
    """Change what an added line is: no subtitles have it otherwise."""
    line = decisions.added[cue.id]
    if text is not None:
        line = replace(line, text=" ".join(text.split()) or line.text)
    if speaker is not None:
        line = replace(line, speaker=speaker.strip())
    if span is not None:
        check_span(span[0], span[1], line.text)
        line = replace(line, start=span[0], frames=span[1], rate=span[2])
    return replace(decisions, added={**decisions.added, cue.id: line})


def prompt_shots(
    decisions: Decisions,
    shots: Mapping[str, Shot],
    *,
    prompt: str | None = None,
    negative_prompt: str | None = None,
    muted: bool | None = None,
    gain_db: float | None = None,
) -> Decisions:
    """Change prompts of shots, given by reference, their gain, or whether they have sound.

    None leaves as it is; an empty prompt takes the decision back.
    """
    changes: dict[str, Any] = {}
    if prompt is not None:
        changes["prompt"] = prompt.strip()
    if negative_prompt is not None:
        changes["negative_prompt"] = negative_prompt.strip()
    if muted is not None:
        changes["muted"] = muted
    if gain_db is not None:
        changes["gain_db"] = checked_gain(gain_db)
    changed = {ref: replace(decisions.shots.get(ref, _NO_SHOT), **changes) for ref in shots}
    fingerprints = {ref: shot_fingerprint(shot) for ref, shot in shots.items()}
    return _keep(decisions, "shots", changed, _NO_SHOT, fingerprints)


def adjust_lines(
    decisions: Decisions, cues: Mapping[str, Cue], values: Mapping[str, Any]
) -> Decisions:
    """Change how lines, by reference, are spoken and heard: values of `ADJUSTABLE`, by name.

    Raises UsageError for a value that no line can have; nothing is changed then.
    """
    checked = {name: checked_adjustment(name, value) for name, value in values.items()}
    changed = {ref: replace(decisions.lines.get(ref, _NO_LINE), **checked) for ref in cues}
    fingerprints = {ref: cue_fingerprint(cue) for ref, cue in cues.items()}
    return _keep(decisions, "lines", changed, _NO_LINE, fingerprints)


def cast(decisions: Decisions, speaker: str, voice: str) -> Decisions:
    """Give a speaker a voice, or a recording as `path` or `path:words`; "" takes it back.

    "MARA" and "Mara" are one person.
    """
    kept = {n: v for n, v in decisions.cast.items() if n.casefold() != speaker.casefold()}
    return replace(decisions, cast={**kept, speaker: voice} if voice else kept)


def is_untouched(decisions: Decisions) -> bool:
    """Whether nobody has decided anything: all that is known was noted by itself."""
    takes = {ref: take.noted for ref, take in decisions.takes.items()}
    noted = replace(
        UNDECIDED,
        given_subtitles=decisions.given_subtitles,
        voices=decisions.voices,
        takes=takes,
        fingerprints=decisions.fingerprints,
    )
    return decisions == noted


def keep_voices(decisions: Decisions, engine: str, voices: Mapping[str, str]) -> Decisions:
    """Keep what speakers were given by an engine; whoever has a voice there keeps that one."""
    kept = decisions.voices.get(engine, {})
    known = {name.casefold() for name in kept}
    new = {name: voice for name, voice in voices.items() if name.casefold() not in known}
    # Spellings of one name are one person.
    first = {name.casefold(): name for name in sorted(new, reverse=True)}
    added = {name: new[name] for name in sorted(first.values())}
    if not added:
        return decisions
    return replace(decisions, voices={**decisions.voices, engine: {**kept, **added}})


def ask_take(decisions: Decisions, ref: str, fingerprint: Fingerprint, seed: int) -> Decisions:
    """Want one more take of a job, with `seed`."""
    take = decisions.takes.get(ref, _NO_TAKE)
    if seed in take.seeds:
        return decisions
    return _keep(
        decisions,
        "takes",
        {ref: replace(take, seeds=(*take.seeds, seed))},
        _NO_TAKE,
        {ref: fingerprint},
    )


def note_retry(
    decisions: Decisions,
    ref: str,
    fingerprint: Fingerprint,
    job_key: str,
    seed: int,
    *,
    voiceless: bool = False,
) -> Decisions:
    """Have one more take of a job, with `seed`, because the others came out bad.

    It is a take of what the job asks for now (`job_key`) alone. `voiceless`: steered away from
    voices.
    """
    take = decisions.takes.get(ref, _NO_TAKE)
    if seed in take.retries.of(job_key):
        return decisions
    retries = take.retries.with_one(job_key, seed, voiceless=voiceless)
    changed = {ref: replace(take, retries=retries)}
    return _keep(decisions, "takes", changed, _NO_TAKE, {ref: fingerprint})


def free_seed(used: Collection[int]) -> int:
    """The seed for one more take: the next after those in use."""
    following = max(used, default=-1) + 1
    if following <= MAX_SEED:
        return following
    taken = set(used)
    return next(seed for seed in range(len(taken) + 1) if seed not in taken)


def choose_take(
    decisions: Decisions,
    ref: str,
    fingerprint: Fingerprint,
    key: str,
    seed: int | None = None,
    *,
    job_key: str = "",
    picked: bool = False,
) -> Decisions:
    """Make the take of content key `key`, made with `seed`, the one that plays; "" the first.

    `job_key` is what the job asks for now. When it asks for something else, the first take
    plays, and this one again when it asks for the same again. `picked`: by comparing takes.
    """
    take = decisions.takes.get(ref, _NO_TAKE)
    chosen = replace(
        take,
        chosen=key,
        chosen_seed=seed if key else None,
        chosen_for=job_key if key else "",
        picked=picked and bool(key),
    )
    return _keep(decisions, "takes", {ref: chosen}, _NO_TAKE, {ref: fingerprint})


def note_rendered(
    decisions: Decisions,
    ref: str,
    fingerprint: Fingerprint,
    key: str,
    spec: TakeSpec | None = None,
) -> Decisions:
    """Remember that a take of a job was rendered, by which a later change is told.

    A chosen take that was made of the same by another version of the engine gives way to the
    new one, made from `spec`.
    """
    take = decisions.takes.get(ref, _NO_TAKE)
    same = spec is not None and (take.chosen_for, take.chosen_seed) == (spec.job_key, spec.seed)
    if same and take.chosen not in ("", key):
        take = replace(take, chosen=key)
        decisions = replace(decisions, takes={**decisions.takes, ref: take})
    if take.rendered[-1:] == (key,):
        return decisions
    earlier = [known for known in take.rendered if known != key]
    rendered = (*earlier, key)[-MAX_RENDERED:]
    return _keep(
        decisions, "takes", {ref: replace(take, rendered=rendered)}, _NO_TAKE, {ref: fingerprint}
    )


def place_clips(
    decisions: Decisions, ref: str, fingerprint: Fingerprint, placing: Placing | None
) -> Decisions:
    """Have the clips of a job where an editor has put them; None: where the job has them."""
    take = replace(decisions.takes.get(ref, _NO_TAKE), placing=placing)
    return _keep(decisions, "takes", {ref: take}, _NO_TAKE, {ref: fingerprint})


def leave_out_deleted(decisions: Decisions, ref: str, fingerprint: Fingerprint) -> Decisions:
    """Mute a line or shot whose clip an editor has deleted in a host.

    That is noted: once somebody has unmuted it, the same timeline mutes it no more.
    """
    take = replace(decisions.takes.get(ref, _NO_TAKE), deleted=True)
    decisions = _keep(decisions, "takes", {ref: take}, _NO_TAKE, {ref: fingerprint})
    return _muted(decisions, ref, True)


def note_present(decisions: Decisions, ref: str, fingerprint: Fingerprint) -> Decisions:
    """Note that a timeline has come back with a clip: from now on it may be deleted."""
    take = decisions.takes.get(ref, _NO_TAKE)
    if not take.deleted:
        return decisions
    changed = {ref: replace(take, deleted=False)}
    return _keep(decisions, "takes", changed, _NO_TAKE, {ref: fingerprint})


def bring_back_deleted(decisions: Decisions) -> Decisions:
    """Unmute every line and shot whose clip was deleted in a host."""
    for ref, take in decisions.takes.items():
        if take.deleted:
            decisions = _muted(decisions, ref, False)
    return decisions


def is_deleted(decisions: Decisions, ref: str) -> bool:
    """Whether a line or shot is left out because its clip was deleted in a host."""
    entry = decisions.lines.get(ref) or decisions.shots.get(ref)
    return decisions.takes.get(ref, _NO_TAKE).deleted and entry is not None and entry.muted


def _muted(decisions: Decisions, ref: str, muted: bool) -> Decisions:
    section, nothing = ("lines", _NO_LINE) if kind_of(ref) == CUE else ("shots", _NO_SHOT)
    entry = replace(getattr(decisions, section).get(ref, nothing), muted=muted)
    known = {ref: decisions.fingerprints[ref]} if ref in decisions.fingerprints else {}
    return _keep(decisions, section, {ref: entry}, nothing, known)


def give_subtitles(decisions: Decisions, paths: Iterable[Path], folder: Path) -> Decisions:
    """Read these subtitle files and no others. Those below the timeline's `folder` travel."""
    return replace(decisions, subtitles=_kept_paths(paths, folder), given_subtitles=())


def remember_given(decisions: Decisions, paths: Iterable[Path], folder: Path) -> Decisions:
    """Read these subtitle files too whenever the timeline is opened without any."""
    return replace(decisions, given_subtitles=_kept_paths(paths, folder))


def subtitle_paths(decisions: Decisions, folder: Path) -> tuple[Path, ...]:
    """The subtitle files decided on, for a timeline in `folder`."""
    return tuple(folder.absolute() / path for path in decisions.subtitles)


def given_subtitle_paths(decisions: Decisions, folder: Path) -> tuple[Path, ...]:
    """The subtitle files named when the timeline in `folder` was opened last."""
    return tuple(folder.absolute() / path for path in decisions.given_subtitles)


def _kept_paths(paths: Iterable[Path], folder: Path) -> tuple[str, ...]:
    base = folder.absolute()
    kept = []
    for path in paths:
        whole = path.expanduser().absolute()
        inside = whole.is_relative_to(base)
        kept.append(whole.relative_to(base).as_posix() if inside else str(whole))
    return tuple(dict.fromkeys(kept))


def _keep(
    decisions: Decisions,
    section: str,
    changed: Mapping[str, Any],
    nothing: Any,
    fingerprints: Mapping[str, Fingerprint],
) -> Decisions:
    """`decisions` with entries of a section changed; those that say nothing are dropped."""
    entries = {**getattr(decisions, section), **changed}
    for ref, entry in changed.items():
        if entry == nothing:
            del entries[ref]
    change: dict[str, Any] = {section: entries}
    made = replace(decisions, **change)
    sections = (made.lines, made.shots, made.takes)
    known = {**decisions.fingerprints, **fingerprints}
    for ref in changed:
        if not any(ref in entries for entries in sections):
            del known[ref]
    return replace(made, fingerprints=known)
