"""Progress of preparing and of training: a bar, a line now and then, or JSON lines."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from typing import Any

from deepaudio.training.loop import StepReport
from deepaudio_plugin.core.command_line.output import Output

_LINE_EVERY_S = 10.0
_EVENT_EVERY_S = 0.25


class TrainingProgress:
    """Tells of clips and steps, as suits where `output` goes; a context manager."""

    def __init__(self, output: Output, *, quiet: bool = False) -> None:
        self._output = output
        self._quiet = quiet
        self._bar: Any = None
        self._task: Any = None
        self._last = 0.0
        self._stack = ExitStack()

    def __enter__(self) -> TrainingProgress:
        if not self._quiet and not self._output.json_lines and sys.stderr.isatty():
            self._bar = self._stack.enter_context(_bar())
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def clip(self, number: int, count: int, name: str) -> None:
        """A clip is begun."""
        self._tell("preparing", number, count, name, {"clip": name})

    def step(self, report: StepReport) -> None:
        """A step was made."""
        text = f"loss {report.loss:.4f}, epoch {report.epoch:.2f}"
        more = {"loss": report.loss, "rate": report.rate, "norm": report.norm}
        self._tell("step", report.step, report.steps, text, more)

    def _tell(self, stage: str, number: int, count: int, text: str, more: dict[str, Any]) -> None:
        if self._quiet:
            return
        if self._bar is not None:
            self._bar.update(
                self._task, completed=number, total=count, description=f"{stage} {text}"
            )
            return
        every = _EVENT_EVERY_S if self._output.json_lines else _LINE_EVERY_S
        now = time.monotonic()
        if now - self._last < every and number not in (1, count):
            return
        self._last = now
        self._output.event("progress", stage=stage, number=number, count=count, **more)
        if not self._output.json_lines:
            self._output.note(f"  {stage} {number}/{count}: {text}")


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    return Bar(
        TextColumn("{task.description}", markup=False),  # names of files stand in it
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    )
