"""`deepaudio plan`: what a render would do, without rendering anything; or orders for others."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli.arguments import add_checking_arguments, add_timeline_arguments
from deepaudio_plugin.cli.several import tell_totals
from deepaudio_plugin.cli.typed_options import given_options, options_from
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import DeepAudioError, UsageError

if TYPE_CHECKING:
    from deepaudio_plugin.cli.several import EpisodeDesk
    from deepaudio_plugin.core.take_spec import TakeSpec
    from deepaudio_plugin.project.api import ProjectRun
    from deepaudio_plugin.project.batch import AskedTakes
    from deepaudio_plugin.project.episodes import Episode


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "plan",
        help="show what would be generated; -v shows each line and shot; --work orders it",
    )
    add_timeline_arguments(parser, several=True)
    add_checking_arguments(parser)
    group = parser.add_argument_group("orders for other machines (see docs/farm.md)")
    group.add_argument(
        "--work",
        metavar="WORK",
        type=Path,
        default=None,
        help="write orders for the takes that are missing, for `deepaudio work`: shots.jsonl",
    )
    group.add_argument(
        "--openjd",
        metavar="JOB",
        type=Path,
        default=None,
        help="with --work: also a job of the Open Job Description that does them: job.yaml",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Print the plans as text, or as JSON lines; exit code 1 when a subtitle file is bad."""
    from deepaudio_plugin.cli.several import EpisodeDesk, episodes_from, exit_code_of, values_of
    from deepaudio_plugin.core.problems import first_few
    from deepaudio_plugin.project.batch import each, totals_of

    if args.openjd is not None and args.work is None:
        raise UsageError(
            "--openjd makes a job of a work file", hint="Say --work FILE.jsonl with it."
        )
    options = options_from(args)
    episodes = episodes_from(args, options)
    desk = EpisodeDesk(episodes, output, Event())
    errors: list[DeepAudioError] = []
    plans = each(episodes, given_options(args.argv), partial(_plan, args=args, desk=desk))
    with closing(plans):
        planned = list(values_of(plans, desk, errors))
    totals = totals_of([one.asked for one in planned])
    if len(episodes) > 1:
        tell_totals(totals, output, output.line)
    if args.work is not None and planned:  # else an earlier file stays as it is
        missing: dict[str, tuple[TakeSpec, str]] = {}
        for one in planned:
            for spec in one.missing:
                missing.setdefault(spec.key, (spec, one.name))
        title = first_few([one.name for one in planned])
        library, further = planned[0].library, totals.further
        _order(args, list(missing.values()), title, library, output)
        _tell_further(further, output)
    return exit_code_of(errors, [one.code for one in planned])


@dataclass(frozen=True)
class _Planned:
    """What is kept of the plan of one timeline."""

    name: str
    asked: AskedTakes
    missing: list[TakeSpec]  # takes that are due and that nobody has made
    library: str  # that it shares with other machines
    code: int


def _plan(
    run: ProjectRun, episode: Episode, *, args: argparse.Namespace, desk: EpisodeDesk
) -> _Planned:
    """Print the plan of one timeline."""
    from deepaudio_plugin.core.collector import collector_paused
    from deepaudio_plugin.planning.report import plan_json, plan_lines
    from deepaudio_plugin.project.batch import asked_by

    output = desk.output_of(episode)
    with collector_paused():
        made = run.plan()
        plan = replace(made, problems=(*episode.notes, *made.problems))
        if args.work is not None:
            run.require_engine()  # whose version and weights stand in the orders
        cached = run.made()
        missing = run.missing(cached)
        if output.json_lines:
            output.event("plan", **plan_json(plan, cached))
        else:
            for line in plan_lines(plan, cached, details=getattr(args, "verbose", 0) > 0):
                output.line(line)
    library = run.library.sharing.address and str(args.library or "")
    code = 1 if run.project.subtitle_failures else 0
    return _Planned(run.project.path.stem, asked_by(plan, cached), missing, library, code)


def _order(
    args: argparse.Namespace,
    takes: list[tuple[TakeSpec, str]],
    title: str,
    library: str,
    output: Output,
) -> None:
    """Write the orders, and the job that does them."""
    from deepaudio_plugin import __version__
    from deepaudio_plugin.core.problems import number
    from deepaudio_plugin.work.job_template import write_template
    from deepaudio_plugin.work.work_file import write_work

    write_work(args.work, takes, __version__)
    output.line(f"Work file: {args.work}: {number(len(takes), 'take')} to make")
    if args.openjd is not None:
        write_template(args.openjd, args.work, len(takes), title, library)
        output.line(f"Job:       {args.openjd}")
    output.event(
        "ordered",
        work=str(args.work),
        takes=len(takes),
        openjd=str(args.openjd) if args.openjd is not None else None,
    )


def _tell_further(further: int, output: Output) -> None:
    """Say how many takes may follow those that are ordered."""
    from deepaudio_plugin.core.problems import number

    if further:
        output.line(
            f"  note: up to {number(further, 'take')} more, where none is good, are not ordered: "
            "`deepaudio render` makes them once it has checked these; --no-check orders all"
        )
