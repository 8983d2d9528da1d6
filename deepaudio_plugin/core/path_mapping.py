"""Where files of one machine lie on another: pairs of folders, the longest that fits counts.

They come from `FROM=TO` on a command line, or from a path mapping rules file of the Open Job
Description (schema pathmapping-1.0), which render managers write for each session.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any, Literal

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.protocol import PictureSource, RenderRequest

RULES_VERSION = "pathmapping-1.0"
_HINT = "Write FROM=TO, as in --map /mnt/films=/volumes/films."

PathFormat = Literal["POSIX", "WINDOWS", "URI"]


@dataclass(frozen=True)
class PathRule:
    """What lies below `source` elsewhere lies below `destination` here."""

    source: str
    destination: str
    format: PathFormat

    def applied(self, path: str) -> str | None:
        """`path` as it is here; None when this rule says nothing of it."""
        if self.format == "URI":
            stem = self.source.rstrip("/")
            if path != stem and not path.startswith(f"{stem}/"):
                return None
            return str(Path(self.destination, *filter(None, path[len(stem) :].split("/"))))
        kind: type[PurePath] = PureWindowsPath if self.format == "WINDOWS" else PurePosixPath
        try:
            return str(Path(self.destination, *kind(path).relative_to(self.source).parts))
        except ValueError:
            return None

    @property
    def depth(self) -> int:
        """How exactly it says where: deeper folders count before the folders that hold them."""
        kind = PureWindowsPath if self.format == "WINDOWS" else PurePosixPath
        return len(kind(self.source).parts)


@dataclass(frozen=True)
class PathMapping:
    """All rules that count here."""

    rules: tuple[PathRule, ...] = ()

    def __call__(self, path: str) -> str:
        """A path as it is here; one that no rule names stays as it is."""
        for rule in sorted(self.rules, key=lambda rule: -rule.depth):
            if (found := rule.applied(path)) is not None:
                return found
        return path

    def request(self, request: RenderRequest) -> RenderRequest:
        """An order for a take with every file that it names where it is here."""
        return _mapped(request, self) if self.rules else request


def mapping_of(given: Iterable[str] = (), rules_file: Path | None = None) -> PathMapping:
    """The rules that a command line gives. Raises UsageError, naming what cannot be used."""
    rules = [_pair(text) for text in given]
    if rules_file is not None:
        rules += _read(rules_file)
    return PathMapping(tuple(rules))


def _pair(text: str) -> PathRule:
    source, equals, destination = text.partition("=")
    if not (equals and source.strip() and destination.strip()):
        raise UsageError(f"--map {text!r} names no two folders", hint=_HINT)
    return PathRule(source, destination, _format_of(source))


def _format_of(source: str) -> PathFormat:
    if "://" in source:
        return "URI"
    is_windows = PureWindowsPath(source).drive or "\\" in source
    return "WINDOWS" if is_windows else "POSIX"


def _read(path: Path) -> list[PathRule]:
    """The rules of a file; one that is empty, or holds no rules, has none to apply."""
    try:
        text = path.read_text("utf-8")
        body = json.loads(text) if text.strip() else {}
        if body and body.get("version") != RULES_VERSION:
            raise ValueError(f"its version is not {RULES_VERSION}")
        return [_rule(rule) for rule in body.get("path_mapping_rules", ())]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(
            f"the path mapping rules cannot be read ({why})",
            where=str(path),
            hint=f"It must be a JSON file of the schema {RULES_VERSION}.",
        ) from error


def _rule(body: dict[str, Any]) -> PathRule:
    known: tuple[PathFormat, ...] = ("POSIX", "WINDOWS", "URI")
    for kind in known:
        if str(body["source_path_format"]).upper() == kind:
            return PathRule(str(body["source_path"]), str(body["destination_path"]), kind)
    raise ValueError(f"{body['source_path_format']!r:.40} is no format of paths")


def _mapped(value: Any, map_path: Callable[[str], str]) -> Any:
    """A message, or a value in one, with the paths in it mapped: of pictures and recordings."""
    if isinstance(value, tuple):
        return tuple(_mapped(one, map_path) for one in value)
    if isinstance(value, PictureSource):
        return dataclasses.replace(value, path=map_path(value.path))
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    names = [spec.name for spec in dataclasses.fields(value)]
    made = {name: _mapped(getattr(value, name), map_path) for name in names}
    if isinstance(value, RenderRequest):
        made["settings"] = _settings(value.settings, map_path)
    return type(value)(**made)


def _settings(settings: dict[str, Any], map_path: Callable[[str], str]) -> dict[str, Any]:
    """Settings of a request: a recording to speak like is the one file that is named there."""
    named = settings.get("reference")
    if not isinstance(named, dict) or not isinstance(named.get("path"), str):
        return settings
    return {**settings, "reference": {**named, "path": map_path(named["path"])}}
