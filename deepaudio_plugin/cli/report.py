"""`deepaudio report`: a page on the takes of a timeline, to read, print and listen to."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli.arguments import add_timeline_arguments
from deepaudio_plugin.core.command_line.output import Output

if TYPE_CHECKING:
    from deepaudio_plugin.cli.several import EpisodeDesk
    from deepaudio_plugin.project.api import ProjectRun
    from deepaudio_plugin.project.episodes import Episode
    from deepaudio_plugin.project.reporting import WrittenReport
    from deepaudio_plugin.reporting.model import TakeReport


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "report",
        help="write a page on the takes: what is wanted, what is heard, and players",
        description="Write one HTML page that opens offline: every line and shot with its take, "
        "its verdict and a player. Nothing is rendered.",
    )
    add_timeline_arguments(parser, several=True)
    parser.add_argument(
        "-o",
        "--page",
        metavar="OUT.html",
        type=Path,
        default=None,
        help="the page to write, of several timelines the folder (default: TIMELINE.report.html "
        "beside each)",
    )
    parser.add_argument(
        "--csv",
        metavar="OUT.csv",
        type=Path,
        default=None,
        help="also a table of all lines and shots, for spreadsheets",
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
    from deepaudio_plugin.cli.several import for_each
    from deepaudio_plugin.project.reporting import report_places
    from deepaudio_plugin.reporting.writing import check_table, write_table

    reports: list[TakeReport] = []
    if args.csv is not None:
        check_table(args.csv)

    def write(run: ProjectRun, episode: Episode, desk: EpisodeDesk) -> int:
        page, is_checked = _page(args.page, episode, desk), bool(args.check_first)
        report_places(run.project, page, args.csv).check()
        written = run.report(page, None, desk.watch(episode), checked=is_checked)
        desk.hide()
        reports.append(written.report)
        code = 1 if run.project.subtitle_failures else 0
        desk.tell_name(episode)
        _tell(written, args.csv, code, desk.output_of(episode))
        return code

    code = for_each(args, output, write)
    if args.csv is not None:
        write_table(args.csv, reports)
        output.line(f"Table: {args.csv}")
    return code


def _page(given: Path | None, episode: Episode, desk: EpisodeDesk) -> Path | None:
    """Where the page goes: of several timelines into the folder that is asked for."""
    from deepaudio_plugin.project.episodes import names_in_folder
    from deepaudio_plugin.project.reporting import report_path

    if given is None or len(desk.timelines) == 1:
        return given
    names = names_in_folder(desk.timelines, lambda path: report_path(path).name)
    return given / names[episode.timeline]


def _tell(written: WrittenReport, table: Path | None, code: int, output: Output) -> None:
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
    output.event(
        "report",
        output=str(places.page),
        csv=str(table) if table else None,
        lines=lines,
        shots=shots,
        **counts,
        not_checked=report.unchecked(),
        embedded=len(sounds.embedded),
        linked=len(sounds.linked),
        exit_code=code,
    )
