"""Finds what a new export changes, by planning it in a separate process."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QProcess, Signal

from ..state.timeline import TimelineState

_SLACK = 1e-3
"""In frames: seconds are given to the millionth."""

Jobs = Mapping[str, tuple[Any, ...]]
"""Jobs by reference: stem, first frame, number of frames, text, speaker."""


@dataclass(frozen=True)
class Difference:
    """How many lines and shots differ between two versions of a timeline."""

    lines_changed: int = 0
    lines_new: int = 0
    lines_gone: int = 0
    shots: int = 0  # changed, new or gone

    @property
    def is_none(self) -> bool:
        """Whether nothing that concerns sound has changed."""
        return self == Difference()


def difference(before: Jobs, after: Jobs) -> Difference:
    """Compare the jobs of two versions."""
    common = before.keys() & after.keys()
    changed = [ref for ref in common if before[ref] != after[ref]]
    new, gone = after.keys() - before.keys(), before.keys() - after.keys()
    return Difference(
        lines_changed=sum(_is_line(before[ref]) for ref in changed),
        lines_new=sum(_is_line(after[ref]) for ref in new),
        lines_gone=sum(_is_line(before[ref]) for ref in gone),
        shots=sum(not _is_line(before.get(r) or after[r]) for r in {*changed, *new, *gone}),
    )


def _is_line(job: tuple[Any, ...]) -> bool:
    return bool(job[0] == "speech")


def jobs_open(state: TimelineState) -> Jobs:
    """Jobs of the open timeline."""
    found: dict[str, tuple[Any, ...]] = {}
    for job in state.jobs.all():
        cue = state.cues.get(job.ref)
        words = (cue.text, cue.speaker) if cue is not None else ()
        if cue is None or not cue.muted:
            found[job.ref] = (job.stem, job.start, job.frames, *words)
    return found


def jobs_planned(plan: Mapping[str, Any]) -> Jobs:
    """Jobs of a plan as printed by `deepaudio plan --json`."""
    num, den = plan["rate"]
    found: dict[str, tuple[Any, ...]] = {}
    for job in plan["jobs"]:
        start = math.floor(job["start_s"] * num / den + _SLACK)
        end = math.ceil(job["end_s"] * num / den - _SLACK)
        words = (job["text"], job["speaker"]) if "text" in job else ()
        found[job["ref"]] = (job["stem"], start, end - start, *words)
    return found


class Comparison(QObject):
    """Plans a timeline file with its decisions.

    Signals:
        planned(object): its `Jobs`.
        failed(str): it cannot be planned, and why.
    """

    planned = Signal(object)
    failed = Signal(str)

    def __init__(self, path: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.setProgram(sys.executable)
        self._process.setArguments(["-m", "deepaudio_plugin.cli.main", "plan", path, "--json"])
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)

    def start(self) -> None:
        """Start planning. Returns at once."""
        self._process.start()

    def stop(self) -> None:
        """Cancel it."""
        self._process.blockSignals(True)
        self._process.kill()
        self._process.waitForFinished(1000)

    def _on_finished(self) -> None:
        output = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")
        try:
            events = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
            plans = [event for event in events if event.get("event") == "plan"]
            jobs = jobs_planned(plans[-1]) if plans else None
        except (ValueError, KeyError, TypeError) as error:
            self.failed.emit(str(error))
            return
        if jobs is not None:
            self.planned.emit(jobs)
            return
        errors = [str(event.get("message", "")) for event in events if event["event"] == "error"]
        self.failed.emit(errors[-1] if errors else f"exit code {self._process.exitCode()}")

    def _on_error(self) -> None:
        if self._process.error() == QProcess.ProcessError.FailedToStart:
            self.failed.emit(self._process.errorString())
