"""Settings of an engine as a person gives them: checked against what the engine declares.

They are kept by the name of the engine, so that each keeps its own when another is tried.
Those under `ANY` were given for whichever engine does the work, and have to fit it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from deepaudio_plugin.core.engine_info import EngineInfo, EngineSetting
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.suggesting import did_you_mean

ANY = ""

SettingsByEngine = Mapping[str, Mapping[str, Any]]

_WORDS = {
    True: ("true", "yes", "on", "1"),
    False: ("false", "no", "off", "0"),
}


def settings_for(engine: EngineInfo, kept: SettingsByEngine) -> tuple[dict[str, Any], list[str]]:
    """What a request to `engine` sets, without what it would do anyway; and what is passed over.

    Raises UsageError for a setting given that the engine does not have, or a value that does
    not fit it. One that was kept and no longer fits is passed over, with a line that says so.
    """
    values: dict[str, Any] = {}
    notes = []
    for name, value in kept.get(engine.name, {}).items():
        setting = engine.setting(name)
        try:
            if setting is not None:
                values[name] = checked(setting, value)
        except UsageError as error:
            notes.append(f"the setting {name} of {engine.name} is passed over: {error.message}")
    for name, value in kept.get(ANY, {}).items():
        setting = engine.setting(name)
        if setting is None and engine.ready:
            raise _unknown(name, engine)
        values[name] = value if setting is None else checked(setting, value)
    return {name: value for name, value in values.items() if not _idle(engine, name, value)}, notes


def checked(setting: EngineSetting, value: Any) -> Any:
    """`value`, from JSON or typed as text, as the setting takes it. Raises UsageError."""
    if setting.kind == "switch":
        return _switch(setting, value)
    if setting.kind in ("integer", "number"):
        return _number(setting, value)
    if not isinstance(value, str):
        raise _wrong(setting, value, "Give a text.")
    if setting.kind == "choice":
        allowed = [choice.value for choice in setting.choices]
        if value not in allowed:
            hint = f"Choose {_one_of(allowed)}." if allowed else "There is nothing to choose from."
            raise _wrong(setting, value, f"{hint} {setting.help}".strip())
    return value


def typed(pairs: list[str]) -> dict[str, str]:
    """`NAME=VALUE` as given on a command line. Raises UsageError."""
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--set {pair!r} sets nothing", hint="Write --set NAME=VALUE.")
        values[name.strip()] = value.strip()
    return values


def described(setting: EngineSetting) -> str:
    """A setting in a line: its name, what it may be, what it means."""
    allowed = {
        "switch": "true or false",
        "choice": _one_of([choice.value for choice in setting.choices]) or "none now",
        "text": "text",
    }.get(setting.kind) or f"{setting.minimum:g} to {setting.maximum:g}"
    default = "" if setting.default is None else f", default {_told(setting.default)}"
    return f"{setting.name}: {allowed}{default}. {setting.help}".strip()


def _switch(setting: EngineSetting, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    for meaning, words in _WORDS.items():
        if isinstance(value, str) and value.lower() in words:
            return meaning
    raise _wrong(setting, value, "Give true or false.")


def _number(setting: EngineSetting, value: Any) -> int | float:
    whole = setting.kind == "integer"
    low = -math.inf if setting.minimum is None else setting.minimum
    high = math.inf if setting.maximum is None else setting.maximum
    try:
        if isinstance(value, bool):
            raise TypeError
        number = int(value) if whole else float(value)
        fits = number == float(value) and math.isfinite(number) and low <= number <= high
    except (TypeError, ValueError, OverflowError):
        fits = False
    if not fits:
        kind = "a whole number" if whole else "a number"
        raise _wrong(setting, value, f"Give {kind}, {low:g} to {high:g}.")
    return number


def _idle(engine: EngineInfo, name: str, value: Any) -> bool:
    setting = engine.setting(name)
    return setting is not None and setting.default is not None and value == setting.default


def _wrong(setting: EngineSetting, value: Any, hint: str) -> UsageError:
    return UsageError(f"{setting.name} cannot be {_told(value)!s:.40}", hint=hint)


def _unknown(name: str, engine: EngineInfo) -> UsageError:
    names = ", ".join(setting.name for setting in engine.settings) or "none"
    hint = f"Its settings: {names}. Choose another engine with --engine."
    return UsageError(
        f"the engine {engine.name} has no setting {name!r}",
        hint=did_you_mean(name, (setting.name for setting in engine.settings), hint),
    )


def _told(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _one_of(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + f" or {names[-1]}"
