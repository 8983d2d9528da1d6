"""Progress: a bar on a terminal, plain lines in a pipe, JSON lines for programs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from deepaudio_plugin.core.command_line.output import Output, error_json
from deepaudio_plugin.core.foreign_text import one_line
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.rendering.progress import Fact, Listener, Planned, Step, TakeRendered

_LINE_EVERY_S = 5.0


@contextmanager
def reporter(output: Output, label: str = "") -> Iterator[Listener]:
    """The listener that suits where `output` goes; `label` says which of several timelines."""
    if output.json_lines:
        yield _JsonReporter(output)
    elif sys.stderr.isatty():
        with _bar(label) as listener:
            yield listener
    else:
        yield _LineReporter(output, label)


class _JsonReporter:
    """One JSON line per fact."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def __call__(self, event: Fact) -> None:
        if isinstance(event, Planned):
            takes = sum(len(job.requests) for job in event.plan.jobs)
            self._output.event(
                "planned",
                jobs=len(event.plan.jobs),
                takes=takes,
                cached=len(event.cached),
                engine=event.plan.engine.name,
                title=event.plan.engine.title,
            )
        elif isinstance(event, Step):
            self._output.event("progress", **_rounded(event))
        elif isinstance(event, TakeRendered):
            self._output.event(
                "take", job=event.job.id, warnings=list(event.warnings), **asdict(event.take)
            )
        elif isinstance(event, Problem):
            self._output.event("note", **asdict(event))
        else:
            self._output.event("failed", job=event.job.id, **error_json(event.error))


class _LineReporter:
    """A line now and then, so that a log stays readable."""

    def __init__(self, output: Output, label: str = "") -> None:
        self._output = output
        self._label = f"{label}: " if label else ""
        self._last = time.monotonic()

    def __call__(self, event: Fact) -> None:
        if isinstance(event, Planned):
            self._output.note(planned_line(event))
        elif isinstance(event, Problem):
            self._output.note(_noted_line(event))
        elif isinstance(event, Step) and time.monotonic() - self._last >= _LINE_EVERY_S:
            self._last = time.monotonic()
            told = (_count(event), f"{event.fraction:.0%}", _time_left(event))
            stage = one_line(f"{self._label}{event.stage}")
            self._output.note(f"  {stage}: " + ", ".join(filter(None, dict.fromkeys(told))))


def _rounded(step: Step) -> dict[str, Any]:
    """A step as JSON-ready values, to a hundredth of a percent and a tenth of a second."""
    eta = None if step.eta_s is None else round(step.eta_s, 1)
    return {**asdict(step), "fraction": round(step.fraction, 4), "eta_s": eta}


def _count(step: Step) -> str:
    """How many of how many; of one thing, how much."""
    return f"{step.done} of {step.total}" if step.total > 1 else f"{step.fraction:.0%}"


def _time_left(step: Step) -> str:
    """The time left in words, empty while it is unknown."""
    if step.eta_s is None:
        return ""
    minutes, seconds = divmod(round(step.eta_s), 60)
    return f"{minutes}:{seconds:02d} min left" if minutes else f"{seconds} s left"


def _noted_line(problem: Problem) -> str:
    from deepaudio_plugin.planning.report import problem_lines

    return one_line("".join(problem_lines([problem])))


def planned_line(event: Planned) -> str:
    """What is about to happen, and with which engine."""
    from deepaudio_plugin.core.problems import number

    takes = sum(len(job.requests) for job in event.plan.jobs)
    most = "" if event.plan.due is None else "up to "
    return one_line(
        f"{event.plan.name}: {most}{number(takes, 'take')}, {len(event.cached)} already in the "
        f"library. {event.plan.engine.title}."
    )


@contextmanager
def _bar(label: str) -> Iterator[Listener]:
    """A progress bar with stage, count and time left, on stderr."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns: tuple[Any, ...] = (
        TextColumn("{task.description:<22}", markup=False),  # the stage as an engine calls it
        BarColumn(),
        TextColumn("{task.fields[count]}", markup=False),
        TextColumn("{task.fields[left]}", markup=False),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("reading", total=None, left="", count="")

        def listen(event: Fact) -> None:
            if isinstance(event, Planned):
                console.print(planned_line(event), highlight=False, markup=False)
            elif isinstance(event, Problem):
                console.print(_noted_line(event), highlight=False, markup=False)
            elif isinstance(event, Step):
                progress.update(
                    task,
                    description=one_line(f"{label}  {event.stage}" if label else event.stage),
                    total=event.total,
                    completed=event.fraction * event.total,
                    count=_count(event),
                    left=_time_left(event),
                )

        yield listen
