"""Which subtitle files are read: decided on, or named when the timeline was opened last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from deepaudio_plugin.decisions.model import Decisions


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
