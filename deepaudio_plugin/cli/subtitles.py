"""`deepaudio subtitles`: the lines as they were corrected, as a subtitle file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli.arguments import (
    add_library_argument,
    add_sequence_argument,
    add_subtitle_arguments,
)
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.options import RenderOptions

if TYPE_CHECKING:
    from deepaudio_plugin.core.engine_info import EngineInfo
    from deepaudio_plugin.core.problems import Problem


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "subtitles", help="write the lines, as they were corrected, as a subtitle file"
    )
    parser.add_argument("timeline", metavar="TIMELINE", type=Path, help="as for `deepaudio render`")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        type=Path,
        default=None,
        help=".srt, .vtt, .ass or .ttml (default: TIMELINE.corrected.srt beside it)",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace the file if it is there already"
    )
    parser.add_argument(
        "--timecode",
        action="store_true",
        help="times are the timeline's timecode (default: they count from its first frame)",
    )
    add_subtitle_arguments(parser)
    add_sequence_argument(parser)
    add_library_argument(parser)
    parser.add_argument("--json", action="store_true", help="JSON lines on stdout, for programs")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Write the file; exit code 1 when a subtitle file that was named is bad."""
    from deepaudio_plugin.project.project import Project
    from deepaudio_plugin.project.subtitle_export import export_subtitles
    from deepaudio_plugin.takes.opening import open_library

    options = RenderOptions(
        sequence=args.sequence,
        subtitles=tuple(args.subtitles),
        sidecar=not args.no_sidecar,
        subtitle_encoding=args.subtitle_encoding,
        subtitle_times=args.subtitle_times,
    )
    library = open_library(args.library)
    try:
        project = Project(args.timeline, options, engines=_no_engine, library=library)
        project.require_decisions()
        project.load()
        project.require_cues()
        written = export_subtitles(
            project, args.output, timecode=args.timecode, overwrite=args.overwrite
        )
    finally:
        library.close()
    for problem in written.problems:
        output.note(f"  {_told(problem)}")
    output.line(f"{written.path}  {_counted(written.lines, written.others)}")
    code = 1 if project.subtitle_failures else 0
    output.event(
        "subtitles",
        output=str(written.path),
        lines=written.lines,
        others=written.others,
        problems=[
            {"where": p.where, "message": p.message, "hint": p.hint, "note": p.note}
            for p in written.problems
        ],
        exit_code=code,
    )
    return code


def _no_engine(_name: str, _problems: list[Problem]) -> EngineInfo:
    raise AssertionError("nothing is planned")


def _told(problem: Problem) -> str:
    kind = "note" if problem.note else "warning"
    return f"{kind}: {problem.where}: {problem.message}"


def _counted(lines: int, others: int) -> str:
    told = f"{lines} line{'' if lines == 1 else 's'}"
    return f"{told}, {others} sound{'' if others == 1 else 's'} or music" if others else told
