"""`deepaudio plan`: what a render would do, without rendering anything; or orders for others."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli.arguments import add_timeline_arguments, given_options, options_from
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import UsageError

if TYPE_CHECKING:
    from deepaudio_plugin.core.take_spec import TakeSpec
    from deepaudio_plugin.project.api import ProjectRun


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "plan",
        help="show what would be generated; -v shows each line and shot; --work orders it",
    )
    add_timeline_arguments(parser, several=True)
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
    from deepaudio_plugin.core.collector import collector_paused
    from deepaudio_plugin.project.api import ProjectRun

    _check(args)
    options, given = options_from(args), given_options(args.argv)
    missing: dict[str, tuple[TakeSpec, str]] = {}
    library, failed = "", False
    for timeline in args.timeline:
        with collector_paused(), ProjectRun(timeline, options, given) as run:
            found = _plan(run, args, output)
            for spec in found:
                missing.setdefault(spec.key, (spec, run.project.path.stem))
            library = run.library.sharing.address and str(args.library or "")
            failed = failed or bool(run.project.subtitle_failures)
    if args.work is not None:
        _order(args, list(missing.values()), library, output)
    return 1 if failed else 0


def _check(args: argparse.Namespace) -> None:
    """Raise UsageError for options that do not go together."""
    if args.openjd is not None and args.work is None:
        raise UsageError(
            "--openjd makes a job of a work file", hint="Say --work FILE.jsonl with it."
        )
    if args.subtitles and len(args.timeline) > 1:
        raise UsageError(
            "--subtitles would be read into each of the timelines",
            hint="Put subtitles beside each timeline under its name, or plan one at a time.",
        )


def _plan(run: ProjectRun, args: argparse.Namespace, output: Output) -> list[TakeSpec]:
    """Print the plan of one timeline; returns the takes that nobody has made."""
    from deepaudio_plugin.planning.report import plan_json, plan_lines

    plan = run.plan()
    if args.work is not None:
        run.require_engine()  # whose version and weights stand in the orders
    missing = run.missing()
    unmade = {spec.key for spec in missing}
    cached = {take.key for job in plan.jobs for take in job.requests} - unmade
    if output.json_lines:
        output.event("plan", **plan_json(plan, cached))
        return missing
    for line in plan_lines(plan, cached, details=getattr(args, "verbose", 0) > 0):
        output.line(line)
    return missing


def _order(
    args: argparse.Namespace, takes: list[tuple[TakeSpec, str]], library: str, output: Output
) -> None:
    """Write the orders, and the job that does them."""
    from deepaudio_plugin import __version__
    from deepaudio_plugin.core.problems import number
    from deepaudio_plugin.work.job_template import write_template
    from deepaudio_plugin.work.work_file import write_work

    write_work(args.work, takes, __version__)
    output.line(f"Work file: {args.work}: {number(len(takes), 'take')} to make")
    if args.openjd is not None:
        names = [path.stem for path in args.timeline]
        title = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        write_template(args.openjd, args.work, len(takes), title, library)
        output.line(f"Job:       {args.openjd}")
    output.event(
        "ordered",
        work=str(args.work),
        takes=len(takes),
        openjd=str(args.openjd) if args.openjd is not None else None,
    )
