"""Settings kept with a timeline, checked against the hosts that there are on this machine."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions import settings
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.hosts import registry
from deepaudio_plugin.project.opening import SubtitleChoice, choose_subtitles


def change_settings(decisions: Decisions, values: Mapping[str, Any]) -> Decisions:
    """As `decisions.settings.change_settings`; also raises UsageError for an unknown host."""
    changed = settings.change_settings(decisions, values)
    if values.get("dialect") is not None:
        registry.target(values["dialect"])
    return changed


def options_with(
    base: RenderOptions, decisions: Decisions, given: Collection[str] = ()
) -> tuple[RenderOptions, list[Problem]]:
    """As `decisions.settings.options_with`; a host that is not there any more is passed over.

    Raises UsageError when `base` itself names an unknown host.
    """
    options, problems = settings.options_with(base, decisions, given)
    try:
        registry.target(options.dialect)
    except UsageError as error:
        if options.dialect == base.dialect:
            raise
        message = f"the setting dialect is passed over: {error.message}"
        problems = [*problems, Problem("decisions", message, error.hint, note=True)]
        options = replace(options, dialect=base.dialect)
    return options, problems


@dataclass(frozen=True)
class InForce:
    """What options and decisions come to for one opening of a timeline."""

    options: RenderOptions
    subtitles: SubtitleChoice
    passed_over: tuple[Problem, ...]  # settings that cannot be obeyed


def in_force(
    asked: RenderOptions, given: Collection[str], decisions: Decisions, timeline: Path
) -> InForce:
    """`asked` as decided but for what was `given`, and the subtitles that are read."""
    options, passed_over = options_with(asked, decisions, given)
    subtitles = choose_subtitles(
        decisions,
        timeline,
        given_now=bool(asked.subtitles),
        language=options.language if asked.sidecar else None,
    )
    return InForce(replace(options, subtitles=subtitles.files), subtitles, tuple(passed_over))
