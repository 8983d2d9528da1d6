"""Settings that are kept with a timeline: names and values of `RenderOptions`."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions.model import Decisions

_ELSEWHERE = (
    *("cast", "subtitles", "clips", "preview", "library", "worker_python"),
    *("farm", "farm_map"),
    *("sidecar", "ignore_decisions", "anew", "bring_back", "sequence"),
)
"""Options kept in another place, or that belong to one run or one machine."""

ENGINE_SETTINGS = "engine_settings"

_DEFAULTS = RenderOptions()
KEPT = tuple(spec.name for spec in dataclasses.fields(RenderOptions) if spec.name not in _ELSEWHERE)
_LARGEST = 1 << 53  # what JSON's numbers hold exactly
_TYPES = {str: "text", bool: "true or false", int: "a whole number"}
_PATHS = {"output": False, "media_roots": True}  # whether there are several


def change_settings(decisions: Decisions, values: Mapping[str, Any]) -> Decisions:
    """Settings changed as JSON has them; None takes one back.

    Raises UsageError for names and values that make no sense; nothing is changed then.
    """
    kept = dict(decisions.settings)
    for name, value in values.items():
        if name == ENGINE_SETTINGS:
            kept[name] = _merged(kept.get(name, {}), value)
        elif value is None:
            kept.pop(name, None)
        else:
            dataclasses.replace(_DEFAULTS, **{name: option(name, value)})
            kept[name] = value
    return dataclasses.replace(decisions, settings=kept)


def _merged(kept: Mapping[str, Any], changes: Any) -> dict[str, Any]:
    """Settings of engines, changed as JSON has them; None takes one back."""
    changed = {engine: dict(values) for engine, values in kept.items()}
    for engine, values in option(ENGINE_SETTINGS, changes).items():
        if not engine:
            raise UsageError("a setting that is kept belongs to an engine by its name")
        own = {**changed.get(engine, {}), **values}
        changed[engine] = {name: value for name, value in own.items() if value is not None}
    return {engine: values for engine, values in changed.items() if values}


def options_with(
    options: RenderOptions, decisions: Decisions, given: Collection[str] = ()
) -> tuple[RenderOptions, list[Problem]]:
    """`options` as decided but for those that were `given`, and what cannot be obeyed."""
    problems = []
    for name, value in decisions.settings.items():
        if name in given and name != ENGINE_SETTINGS:  # those given go beside those kept
            continue
        try:
            decided = option(name, value)
            if name == ENGINE_SETTINGS:
                decided = {**decided, **options.engine_settings}
            options = dataclasses.replace(options, **{name: decided})
        except UsageError as error:
            message = f"the setting {name} is passed over: {error.message}"
            problems.append(Problem("decisions", message, error.hint, note=True))
    return options, problems


def option(name: str, value: Any) -> Any:
    """A value from JSON as `RenderOptions` takes it. Raises UsageError for other types."""
    if name not in KEPT:
        raise UsageError(f"there is no setting {name!r}", hint=f"Settings: {', '.join(KEPT)}.")
    if name in _PATHS:
        many = _PATHS[name]
        texts = value if many else [value]
        if isinstance(texts, (list, tuple)) and all(isinstance(t, str) and t for t in texts):
            return tuple(map(Path, texts)) if many else Path(value)
        raise _wrong(name, value, "paths" if many else "a path")
    default = getattr(_DEFAULTS, name)
    if name == ENGINE_SETTINGS:
        if isinstance(value, Mapping) and all(isinstance(v, Mapping) for v in value.values()):
            return {str(engine): dict(values) for engine, values in value.items()}
        raise _wrong(name, value, "settings by engine")
    if isinstance(default, tuple):
        if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise _wrong(name, value, "a list of names")
    if default is None or isinstance(default, float):
        if type(value) in (int, float) and abs(value) < _LARGEST:
            return float(value)
        raise _wrong(name, value, "a number")
    if type(value) is not type(default) or (type(value) is int and abs(value) >= _LARGEST):
        raise _wrong(name, value, _TYPES[type(default)])
    return value


def _wrong(name: str, value: Any, expected: str) -> UsageError:
    return UsageError(f"the setting {name} is {value!r:.40}, not {expected}")
