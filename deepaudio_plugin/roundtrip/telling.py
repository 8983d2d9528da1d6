"""Notes on clips of ours that came back and are not in the new tracks as they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from deepaudio_plugin.core.problems import Problem, first_few
from deepaudio_plugin.decisions.model import Decisions, LineDecision, ShotDecision
from deepaudio_plugin.decisions.refs import cue_ref, shot_refs
from deepaudio_plugin.roundtrip.returned_take import ReturnedTake
from deepaudio_plugin.subtitles.material import Material
from deepaudio_plugin.timeline.timing import exact_rate

_NAMED = 3
_ALIKE_DB = 0.06  # half a step of gains, and what rounding adds


def notes_on(
    takes: Sequence[ReturnedTake], material: Material, decisions: Decisions
) -> list[Problem]:
    """What was done to clips of ours, so far as new tracks will not have it."""
    where = material.document.path.name
    edited = [t for t in takes if t.on_our_track and (t.moved or t.trimmed) and not t.muted]
    muted = _muted_by_decision(material, decisions)
    told = [
        (
            [take for take in edited if not take.ref],
            "moved or trimmed before its line or shot changed; it is where that has it now",
        ),
        (
            [
                take
                for take in takes
                if take.on_our_track and not take.ref and take not in edited
                if take.stem != "mix" and _label(take) not in muted
            ],
            "no line or shot that is planned is theirs; left out of the new tracks",
        ),
        (
            [take for take in takes if not take.on_our_track],
            "on a track of your own; it stays there and sounds beside the new tracks",
        ),
    ]
    notes = [Problem(where, f"{_first(clips)}: {what}", note=True) for clips, what in told if clips]
    return [
        *notes,
        *_tracks_note(takes, where),
        *_effects_note([_with_levels(take, decisions) for take in takes], where),
        *_conformed_note(takes, where),
    ]


def _tracks_note(takes: Sequence[ReturnedTake], where: str) -> list[Problem]:
    """A line on tracks of ours that were switched off for our mix to be heard alone."""
    off = dict.fromkeys(
        t.track for t in takes if t.on_our_track and t.track_off and not t.muted and t.stem != "mix"
    )
    if not off:
        return []
    message = f"switched off beside our mix, and on again in the new timeline: {', '.join(off)}"
    return [Problem(where, message, note=True)]


def _with_levels(take: ReturnedTake, decisions: Decisions) -> ReturnedTake:
    """A take with its clip's level among the effects, but where that is the decided gain."""
    entry = decisions.lines.get(take.ref) or decisions.shots.get(take.ref)
    own = entry.gain_db if entry is not None else 0.0
    tracks = {0.0, *decisions.gains.values()}
    theirs = [
        f"a level of {level:+.3g} dB"
        for level in take.levels_db
        if not any(abs(own + gain - level) < _ALIKE_DB for gain in tracks)
    ]
    return replace(take, effects=(*take.effects, *theirs)) if theirs else take


def _effects_note(takes: Sequence[ReturnedTake], where: str) -> list[Problem]:
    """A line on what an editor has put on clips of ours, which new ones are without."""
    worked_on = [take for take in takes if take.on_our_track and take.effects]
    if not worked_on:
        return []
    names = list(dict.fromkeys(name for take in worked_on for name in take.effects))
    some = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    message = (
        f"{_first(worked_on)}: levels, effects or fades of yours on them "
        f"are not in the new tracks ({some})"
    )
    hint = "Lay such clips on a track of your own: there they stay as they are."
    return [Problem(where, message, hint, note=True)]


def _muted_by_decision(material: Material, decisions: Decisions) -> set[str]:
    """The words of lines and the names of shots that are left out on purpose, and told so."""
    lines = {cue.text for cue in material.cues if _is_muted(decisions.lines.get(cue_ref(cue)))}
    lines |= {line.text for line in decisions.lines.values() if line.muted and line.text}
    refs = zip(material.shots, shot_refs(material.shots), strict=True)
    return lines | {shot.name for shot, ref in refs if _is_muted(decisions.shots.get(ref))}


def _label(take: ReturnedTake) -> str:
    return take.text if take.stem == "speech" and take.text else take.name


def _is_muted(entry: LineDecision | ShotDecision | None) -> bool:
    return entry is not None and entry.muted


def _conformed_note(takes: Sequence[ReturnedTake], where: str) -> list[Problem]:
    """A line on another frame rate, by which places are a host's rounding beside what they were."""
    take = next((take for take in takes if take.written_at), None)
    if take is None:
        return []
    now = float(exact_rate(take.record.duration.rate))
    message = (
        f"our clips were written at {take.written_at:.5g} frames per second and come back at "
        f"{now:.5g}: a frame more or less counts as unmoved"
    )
    return [Problem(where, message, note=True)]


def _first(takes: Sequence[ReturnedTake]) -> str:
    return first_few(takes, lambda take: repr(take.clip), 1)
