"""Several timelines of one command: which subtitles each has, and where each result goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deepaudio_plugin.core.errors import DeepAudioError, OutputError, UsageError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions import file as decisions_file
from deepaudio_plugin.formats import writing
from deepaudio_plugin.hosts import registry
from deepaudio_plugin.ownership.paths import default_output
from deepaudio_plugin.subtitles.sidecars import sidecars


@dataclass(frozen=True)
class Episode:
    """One of the timelines. With an `error` nothing is done for it."""

    timeline: Path
    options: RenderOptions  # with its own subtitles and its own output
    notes: tuple[Problem, ...] = ()
    error: DeepAudioError | None = None


def episodes_of(
    timelines: Iterable[Path | str], options: RenderOptions, subtitles_dir: Path | None = None
) -> list[Episode]:
    """The episodes in their order, each once. `options.output` is a folder.

    What an earlier render has written for another of them is left out: a shell's `*.otio` names
    it too. Raises UsageError for options that fit one timeline alone.
    """
    paths = list(dict.fromkeys(Path(path).expanduser().absolute() for path in timelines))
    _check(options, subtitles_dir, len(paths))
    kept, left = _without_outputs(paths, options)
    names = names_in_folder(kept, lambda path: _default(path, options).name)
    taken: dict[Path, Path] = {}
    found = []
    for path in kept:
        episode = _with_subtitles(Episode(path, options), subtitles_dir)
        episode = _with_output(episode, names[path])
        found.append(_alone(episode, taken))
    if found and left:
        found[0] = replace(found[0], notes=(*left, *found[0].notes))
    return found


def one_episode(
    timeline: Path, options: RenderOptions, subtitles_dir: Path | None = None
) -> Episode:
    """A timeline alone, with what the folder has for it; all else is as it is asked for."""
    _check_subtitles(options, subtitles_dir)
    return _with_subtitles(Episode(timeline, options), subtitles_dir)


def _check(options: RenderOptions, subtitles_dir: Path | None, count: int) -> None:
    _check_subtitles(options, subtitles_dir)
    if options.subtitles and count > 1:
        raise UsageError(
            "--subtitles would be read into each of the timelines",
            hint="Put subtitles beside each timeline under its name, or name the folder that they "
            "are in with --subtitles-dir.",
        )
    if options.preview is not None and count > 1:
        raise UsageError(
            "--preview is one film, and there are several timelines",
            hint="Render one at a time for previews.",
        )
    if options.output is not None and _names_file(options.output.expanduser()):
        raise UsageError(
            "the results of several timelines go into a folder, and this is a file",
            where=str(options.output),
            hint="Name a folder with -o, or leave it: each result is written beside its timeline.",
        )


def _names_file(path: Path) -> bool:
    """Whether a file is meant: there is one, or none yet and it is named as timelines are."""
    if path.exists():
        return not path.is_dir()
    return writing.is_named(path)


def _check_subtitles(options: RenderOptions, subtitles_dir: Path | None) -> None:
    if options.subtitles and subtitles_dir is not None:
        raise UsageError(
            "--subtitles and --subtitles-dir both say which subtitles are read",
            hint="Give files, or the folder that they are in.",
        )
    if subtitles_dir is not None and not subtitles_dir.expanduser().is_dir():
        raise UsageError(
            "there is no such folder", where=str(subtitles_dir), hint="Check --subtitles-dir."
        )


def _without_outputs(
    paths: Sequence[Path], options: RenderOptions
) -> tuple[list[Path], list[Problem]]:
    """The paths without what was written for others of them, and notes on those."""
    sources = {_default(path, options): path for path in paths}
    left = [
        Problem(path.name, f"was written for {sources[path].name}: left out", note=True)
        for path in paths
        if path in sources
    ]
    return [path for path in paths if path not in sources], left


def _default(path: Path, options: RenderOptions) -> Path:
    """Where the result of a timeline goes where nobody says."""
    kind = registry.dialect(options.dialect).ending or path.suffix.lower()[1:]
    return default_output(path, kind)


def names_in_folder(paths: Sequence[Path], name_of: Callable[[Path], str]) -> dict[Path, str]:
    """Names for results in one folder: after that of their own folder where two are alike."""
    plain = {path: name_of(path) for path in paths}
    alike = Counter(name.casefold() for name in plain.values())
    return {
        path: name if alike[name.casefold()] == 1 else f"{path.parent.name} {name}"
        for path, name in plain.items()
    }


def _with_subtitles(episode: Episode, folder: Path | None) -> Episode:
    """The subtitles in the folder that bear the timeline's name, as if they were beside it."""
    if folder is None:
        return episode
    options, folder = episode.options, folder.expanduser().absolute()
    found = sidecars(folder / episode.timeline.name, options.language)
    if found.read is not None:
        return replace(episode, options=replace(options, subtitles=(found.read,)))
    others = ", ".join(path.name for path in found.others)
    why = f"of several languages none is {options.language!r}: {others}" if others else (
        f"there is none of its name in {folder}"
    )  # fmt: skip
    note = Problem(episode.timeline.name, f"has no subtitles: {why}")
    return replace(episode, options=replace(options, sidecar=False), notes=(note,))


def _with_output(episode: Episode, name: str) -> Episode:
    """Where its result goes, in the folder that is asked for or beside it."""
    options, plain = episode.options, _default(episode.timeline, episode.options)
    if options.in_place or options.output is None:
        return episode
    output = options.output.expanduser().absolute() / name
    notes = list(episode.notes)
    if name != plain.name:
        told = f"is written as {name}: another timeline has its name"
        notes.append(Problem(str(episode.timeline), told, note=True))
    return replace(episode, options=replace(options, output=output), notes=tuple(notes))


def _alone(episode: Episode, taken: dict[Path, Path]) -> Episode:
    """The episode, with an error where another would overwrite what it makes."""
    options, timeline = episode.options, episode.timeline
    output = timeline if options.in_place else options.output or _default(timeline, options)
    files = [output] if options.ignore_decisions else [output, decisions_file.path_for(timeline)]
    for path in files:
        other = taken.setdefault(path, timeline)
        if other != timeline:
            error = OutputError(
                f"{path.name} would be overwritten, which is that of {other}",
                where=str(timeline),
                hint="Rename one of the timelines, or render them one at a time.",
            )
            return replace(episode, error=error)
    return episode
