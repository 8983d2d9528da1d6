"""`deepaudio report`: a page on the takes of a timeline, to read, print and listen to."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli.arguments import add_timeline_arguments, given_options, options_from
from deepaudio_plugin.core.command_line.output import Output

if TYPE_CHECKING:
    from deepaudio_plugin.project.reporting import WrittenReport


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "report",
        help="write a page on the takes: what is wanted, what is heard, and players",
        description="Write one HTML page that opens offline: every line and shot with its take, "
        "its verdict and a player. Nothing is rendered.",
    )
    add_timeline_arguments(parser)
    parser.add_argument(
        "-o",
        "--page",
        metavar="OUT.html",
        type=Path,
        default=None,
        help="the page to write (default: TIMELINE.report.html beside it)",
    )
    parser.add_argument(
        "--csv", metavar="OUT.csv", type=Path, default=None, help="also a table, for spreadsheets"
    )
    parser.add_argument(
        "--check",
        dest="check_first",
        action="store_true",
        help="check takes first that are not checked yet, as check-takes does",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Write the page; exit code 1 when a subtitle file that was named is bad."""
    from deepaudio_plugin.cli.interrupting import interruptible
    from deepaudio_plugin.cli.progress import reporter
    from deepaudio_plugin.project.api import ProjectRun
    from deepaudio_plugin.rendering.progress import Watch

    with (
        ProjectRun(args.timeline, options_from(args), given_options(args.argv)) as run,
        interruptible() as stop,
        reporter(output) as listener,
    ):
        watch = Watch(listener, stop.is_set)
        written = run.report(args.page, args.csv, watch, checked=args.check_first)
        code = 1 if run.project.subtitle_failures else 0
    _tell(written, code, output)
    return code


def _tell(written: WrittenReport, code: int, output: Output) -> None:
    from deepaudio_plugin.core.problems import number
    from deepaudio_plugin.reporting.model import IN_WORDS, STANDINGS, count

    report, places, sounds = written.report, written.places, written.sounds
    counts = count(report.rows)
    lines, shots = len(report.of("speech")), len(report.of("audio"))
    told = ", ".join(f"{counts[standing]} {IN_WORDS[standing]}" for standing in STANDINGS)
    output.line(f"{number(lines, 'line')}, {number(shots, 'shot')}: {told}")
    for what, takes in report.unchecked().items():
        output.line(f"  note: not checked in {number(takes, 'take')}: {what}")
    if counts["unchecked"]:
        output.line("  note: deepaudio check-takes checks takes, or --check before the report")
    if sounds.linked:
        linked = number(len(sounds.linked), "take")
        output.line(f"  note: {linked} linked and not in the page, which has room for no more")
    output.line(f"Page:  {places.page}")
    if places.table:
        output.line(f"Table: {places.table}")
    output.event(
        "report",
        output=str(places.page),
        csv=str(places.table) if places.table else None,
        lines=lines,
        shots=shots,
        **counts,
        not_checked=report.unchecked(),
        embedded=len(sounds.embedded),
        linked=len(sounds.linked),
        exit_code=code,
    )
