"""`deepaudio work`: make the takes that a work file orders, on any machine."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli.arguments import add_library_argument
from deepaudio_plugin.core.command_line.output import Output, error_json
from deepaudio_plugin.core.errors import CancelledError, UsageError

if TYPE_CHECKING:
    from deepaudio_plugin.takes.library import TakeLibrary
    from deepaudio_plugin.work.doing import TakeFailed, TakeMade, WorkDone, WorkEvent
    from deepaudio_plugin.work.work_file import OrderedTake, Work
    from deepaudio_plugin.worker_client.client import WorkerClient

_MOST_PARALLEL = 256


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "work",
        help="make the takes of a work file that `plan --work` has written",
        description="Make the takes that a work file orders and have them in the library. What "
        "the library has is passed over, so that it may run twice, on several machines at once, "
        "or again after it was stopped. No timeline is needed.",
    )
    add_argument = parser.add_argument
    add_argument("work_file", metavar="WORK", type=Path, help="such as shots.jsonl")
    add_argument(
        "--range",
        metavar="A-B",
        default="",
        help="only these takes, counted from 1: 1-50, 7, 80- (default: all)",
    )
    add_library_argument(parser)
    add_argument(
        "--map",
        metavar="FROM=TO",
        action="append",
        default=[],
        help="where folders of the machine that planned lie on this one; may be given several "
        "times",
    )
    add_argument(
        "--path-mapping-rules",
        metavar="FILE",
        type=Path,
        default=None,
        help="the same as a file of the Open Job Description (pathmapping-1.0)",
    )
    add_argument("--engine", metavar="NAME", default="", help="only takes of this engine")
    add_argument(
        "--variant", metavar="NAME", default="", help="only takes of this variant of its weights"
    )
    add_argument(
        "--parallel",
        metavar="N",
        type=int,
        default=None,
        help="takes made at once (default: as suits this machine)",
    )
    add_argument("--json", action="store_true", help="JSON lines on stdout, for programs")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Make what is missing; exit code 1 when some takes failed or are not shared."""
    from deepaudio_plugin.cli.interrupting import interruptible
    from deepaudio_plugin.core.path_mapping import mapping_of
    from deepaudio_plugin.rendering.engine_choice import EngineDesk
    from deepaudio_plugin.takes.opening import open_library
    from deepaudio_plugin.work.ranges import TakeRanges
    from deepaudio_plugin.work.work_file import read_work

    began = time.monotonic()
    worker = client(args.parallel)
    mapping = mapping_of(args.map, args.path_mapping_rules)
    work = read_work(args.work_file, TakeRanges(args.range))
    library, desk = open_library(args.library), EngineDesk(worker)
    try:
        with interruptible(also_terminated=True) as stop:
            takes = _wanted(work, args, desk.ready().engines)
            _begin(work, takes, library, output)
            from deepaudio_plugin.cli.progress import reporter
            from deepaudio_plugin.work.doing import Workman

            with reporter(output) as listener:
                teller = _Teller(work, output, listener)
                done = Workman(library, mapping, teller).do(takes, desk.client(), stop.is_set)
            stopped = stop.is_set()
        return _report(work, done, output, time.monotonic() - began, stopped=stopped)
    finally:
        desk.close()
        library.close()


def client(parallel: int | None) -> WorkerClient:
    """A worker that makes so many takes at once. Raises UsageError."""
    from deepaudio_plugin.worker_client.client import WorkerClient
    from deepaudio_plugin.worker_client.interpreter import worker_command

    if parallel is None:
        return WorkerClient()
    if not 1 <= parallel <= _MOST_PARALLEL:
        raise UsageError(
            f"--parallel {parallel} is out of range", hint=f"Choose 1 to {_MOST_PARALLEL}."
        )
    return WorkerClient(command=[*worker_command(), "--parallel", str(parallel)])


def _wanted(work: Work, args: argparse.Namespace, engines: Any) -> list[OrderedTake]:
    """The takes to make. Raises EngineUnavailableError when they would be others here."""
    from deepaudio_plugin.work.doing import check_engines, of_engine

    takes = of_engine(work.takes, args.engine, args.variant, engines)
    check_engines(dict.fromkeys(take.needs for take in takes), engines)
    return takes


def _begin(work: Work, takes: list[OrderedTake], library: TakeLibrary, output: Output) -> None:
    """Say what is about to happen, and what of the file cannot be used."""
    from deepaudio_plugin.core.problems import number

    place = library.sharing.address or str(library.root)
    output.event(
        "work",
        file=str(work.path),
        takes=len(takes),
        of=work.header.takes,
        library=place,
        problems=[asdict(problem) for problem in (*work.notes, *work.faults)],
    )
    if not output.json_lines:
        output.note(f"{work.path.name}: {number(len(takes), 'take')}, into {place}")
        for problem in (*work.notes, *work.faults):
            output.line(f"{problem.where}: {problem.message}. {problem.hint}".rstrip())


class _Teller:
    """Says what happens: progress as of every render, takes and failures as they come."""

    def __init__(self, work: Work, output: Output, listener: Callable[[Any], None]) -> None:
        self._work, self._output, self._listener = work, output, listener

    def __call__(self, event: WorkEvent) -> None:
        from deepaudio_plugin.work.doing import TakeFailed, TakeMade

        if isinstance(event, TakeMade):
            self._made(event)
        elif isinstance(event, TakeFailed):
            self._failed(event)
        else:
            self._listener(event)

    def _made(self, event: TakeMade) -> None:
        warnings, by_another = list(event.warnings), event.is_shared
        values = {**_place(event.take), "warnings": warnings, "by_another": by_another}
        self._output.event("take", **values, **asdict(event.result))
        for warning in warnings:
            self._output.line(f"{_named(self._work, event.take)}: {warning}")

    def _failed(self, event: TakeFailed) -> None:
        self._output.event("failed", **_place(event.take), **error_json(event.error))
        said = f"{_named(self._work, event.take)}: failed: {event.error}"
        self._output.line(f"{said}. {event.error.hint}".rstrip())


def _place(take: OrderedTake) -> dict[str, Any]:
    return {"number": take.number, "line": take.line, "place": take.where}


def _named(work: Work, take: OrderedTake) -> str:
    """A take as people find it: its line in the file, and its place on the timeline."""
    return f"{work.path.name} line {take.line} (take {take.number}), {take.where or take.key[:12]}"


def _report(work: Work, done: WorkDone, output: Output, seconds: float, *, stopped: bool) -> int:
    """Say what it came to. Raises CancelledError when it was stopped before its end."""
    from deepaudio_plugin.core.problems import number

    code = 1 if done.failures or work.faults or done.unshared else 0
    output.event(
        "finished",
        made=done.made,
        known=done.known,
        failed=len(done.failures),
        unusable=work.unusable,
        unshared=done.unshared,
        problems=[asdict(problem) for problem in done.problems],
        seconds=round(seconds, 3),
        exit_code=130 if stopped else code,
    )
    for problem in done.problems:
        output.line(f"{problem.where}: {problem.message}. {problem.hint}".rstrip())
    told = [f"{number(done.made, 'take')} made", f"{done.known} in the library already"]
    told += [f"{len(done.failures)} failed"] if done.failures else []
    told += [f"{number(work.unusable, 'order')} unusable"] if work.unusable else []
    output.line(f"{', '.join(told)}, {seconds:.1f} s.")
    if stopped:
        raise CancelledError(
            f"stopped after {number(done.made, 'take')}",
            hint="Run the same command again to go on; finished takes are kept.",
        )
    return code
