"""Lines and shots whose clips an editor has deleted in a host: left out until brought back."""

from __future__ import annotations

from dataclasses import replace

from deepaudio_plugin.decisions.model import (
    Decisions,
    LineDecision,
    ShotDecision,
    TakeDecision,
    keep_entries,
)
from deepaudio_plugin.decisions.refs import CUE, Fingerprint, kind_of

_NO_LINE, _NO_SHOT, _NO_TAKE = LineDecision(), ShotDecision(), TakeDecision()


def leave_out_deleted(decisions: Decisions, ref: str, fingerprint: Fingerprint) -> Decisions:
    """Mute a line or shot whose clip an editor has deleted in a host.

    That is noted: once somebody has unmuted it, the same timeline mutes it no more.
    """
    take = replace(decisions.takes.get(ref, _NO_TAKE), deleted=True)
    decisions = keep_entries(decisions, "takes", {ref: take}, _NO_TAKE, {ref: fingerprint})
    return _muted(decisions, ref, True)


def note_present(decisions: Decisions, ref: str, fingerprint: Fingerprint) -> Decisions:
    """Note that a timeline has come back with a clip: from now on it may be deleted."""
    take = decisions.takes.get(ref, _NO_TAKE)
    if not take.deleted:
        return decisions
    changed = {ref: replace(take, deleted=False)}
    return keep_entries(decisions, "takes", changed, _NO_TAKE, {ref: fingerprint})


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
    return keep_entries(decisions, section, {ref: entry}, nothing, known)
