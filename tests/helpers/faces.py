"""One timeline through each face of the program, and what came of it in the same words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import deepaudio_plugin
from deepaudio_plugin.backend import messages
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.decisions.file import path_for
from tests.helpers.blender_extension import extension
from tests.helpers.command import deepaudio
from tests.helpers.panel import Panel, of


@dataclass(frozen=True)
class Came:
    """What a face made of a timeline; paths below its folder are told as `~`."""

    written: str | None  # the timeline
    decisions: str | None  # the file beside it
    problems: frozenset[str]
    failures: frozenset[str]
    sounds: frozenset[str]  # names of sound files


@dataclass(frozen=True)
class Case:
    """A folder with a timeline in it, and the subtitles that are named."""

    timeline: Path
    subtitles: tuple[str, ...] = ()  # names below the folder

    def copied(self, folder: Path) -> Case:
        """The same in another folder, as old as it is."""
        shutil.copytree(self.timeline.parent, folder)
        return Case(folder / self.timeline.name, self.subtitles)

    @property
    def named(self) -> list[Path]:
        """The subtitles as paths."""
        return [self.timeline.parent / name for name in self.subtitles]


def command_line(case: Case) -> Came:
    """`deepaudio render`."""
    given = [word for path in case.named for word in ("--subtitles", path)]
    return _told(case, deepaudio("render", case.timeline, "--json", *given).events)


def blender(case: Case) -> Came:
    """`deepaudio render` with the words that Blender's extension gives it."""
    outside = extension("outside")
    first, *others = [str(path) for path in case.named] or [""]
    more = tuple(word for path in others for word in ("--subtitles", path))
    command = outside.render_command(case.timeline, outside.RenderArguments(first, more=more))
    assert command[1:3] == ["-m", "deepaudio_plugin.cli.main"]
    return _told(case, deepaudio(*command[3:]).events)


def python(case: Case) -> Came:
    """`deepaudio_plugin.render`."""
    result = deepaudio_plugin.render(case.timeline, subtitles=case.named)
    failures = [*(f.error for f in result.failures), *result.subtitle_failures]
    problems = [p for p in result.problems if not _is_obeyed(p.message)]
    return _came(case, result.output, [_words(p) for p in problems], [e.message for e in failures])


def window(case: Case) -> Came:
    """The window's backend: everything is generated, and then written."""
    with Panel() as panel:
        panel.open(case.timeline, *case.named)
        panel.until_engine(lambda engine: engine.ready)
        panel.carried(messages.Generate, scope="all")
        panel.until_idle()
        [written] = of(messages.TimelineWritten, panel.carried(messages.Write))
        problems = of(messages.Problems, panel.facts)[-1].problems
        failures = [job.problem for job in panel.jobs.values() if job.problem]
        panel.carried(messages.CloseTimeline)
    told = [_words(p) for p in problems]
    bad = [
        p.message.removeprefix("left out: ") for p in problems if p.message.startswith("left out: ")
    ]
    return _came(case, Path(written.output), [*told, *written.notes], [*failures, *bad])


FACES: dict[str, Callable[[Case], Came]] = {
    "command line": command_line,
    "blender": blender,
    "python": python,
    "window": window,
}


def _told(case: Case, events: list[dict[str, Any]]) -> Came:
    """What JSON lines say."""
    [finished] = [event for event in events if event["event"] == "finished"]
    found = [Problem(**problem) for problem in finished["problems"]]
    problems = [_words(p) for p in found if not _is_obeyed(p.message)]
    output = Path(finished["output"]) if finished["output"] else None
    return _came(case, output, problems, [f["message"] for f in finished["failures"]])


def _is_obeyed(message: str) -> bool:
    """The one note for those who do not see the decisions."""
    return "is obeyed" in message


def _words(problem: Any) -> str:
    return f"{problem.where}: {problem.message}" if problem.where else str(problem.message)


def _came(case: Case, output: Path | None, problems: list[str], failures: list[str]) -> Came:
    folder = case.timeline.parent

    def plain(text: str) -> str:
        return text.replace(str(folder), "~")

    kept = path_for(case.timeline)
    sounds = output.with_suffix("").rglob("*.wav") if output else ()
    return Came(
        written=plain(output.read_text("utf-8")) if output else None,
        decisions=plain(kept.read_text("utf-8")) if kept.exists() else None,
        problems=frozenset(map(plain, problems)),
        failures=frozenset(map(plain, failures)),
        sounds=frozenset(path.name for path in sounds),
    )
