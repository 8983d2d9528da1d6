"""Settings kept with a timeline, checked against the hosts that there are on this machine."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions import settings
from deepaudio_plugin.decisions.model import Decisions
from deepaudio_plugin.hosts import registry


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
