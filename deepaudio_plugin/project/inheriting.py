"""Decisions for a timeline that a host has exported under a name of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions.model import UNDECIDED, Decisions
from deepaudio_plugin.decisions.subtitle_files import (
    give_subtitles,
    given_subtitle_paths,
    remember_given,
    subtitle_paths,
)
from deepaudio_plugin.project.opening import KeptDecisions, kept_decisions
from deepaudio_plugin.roundtrip.origin import origin_of
from deepaudio_plugin.subtitles.sidecars import sidecars
from deepaudio_plugin.timeline.document import Document

_OF_ONE_FILE = ("output", "in_place")
"""Settings that say where one timeline is written."""


def inherited_decisions(
    kept: KeptDecisions, document: Document, asked: RenderOptions
) -> KeptDecisions:
    """What was decided about the timeline whose render a host has had, where `kept` is nothing.

    With it the subtitles that were read there. Where that timeline is written is no part of it.
    """
    if asked.ignore_decisions or kept.error is not None or kept.source.exists():
        return kept
    origin = origin_of(document, asked.media_roots)
    if origin is None:
        return kept
    found = kept_decisions(origin)
    if found.error is not None or found.decisions == UNDECIDED:
        return replace(kept, problems=(*kept.problems, *found.problems))
    message = "was decided about the timeline that this one came from, and holds for it too"
    hint = "--ignore-decisions passes over it."
    note = Problem(found.source.name, message, hint, note=True)
    decisions = _moved(found.decisions, origin, document.path, asked)
    return replace(kept, decisions=decisions, problems=(*kept.problems, note))


def _moved(decisions: Decisions, origin: Path, timeline: Path, asked: RenderOptions) -> Decisions:
    """Decisions about `origin` for `timeline`, which may lie in another folder."""
    folder = timeline.parent
    decided = subtitle_paths(decisions, origin.parent)
    given = given_subtitle_paths(decisions, origin.parent)
    language = str(decisions.settings.get("language", asked.language))
    is_asked = asked.sidecar and sidecars(timeline, language).read is None
    beside = sidecars(origin, language).read if is_asked else None
    if beside is not None and not (decided or given or asked.subtitles):
        given = (beside,)
    settings = {name: v for name, v in decisions.settings.items() if name not in _OF_ONE_FILE}
    moved = remember_given(give_subtitles(decisions, decided, folder), given, folder)
    return replace(moved, settings=settings)
