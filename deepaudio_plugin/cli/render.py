"""`deepaudio render`: the main job."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli.arguments import (
    add_dialect_argument,
    add_mix_arguments,
    add_timeline_arguments,
    given_options,
    options_from,
)
from deepaudio_plugin.core.command_line.output import Output, error_json

if TYPE_CHECKING:
    from deepaudio_plugin.project.api import RenderResult


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("render", help="generate the tracks and write the timeline")
    add_timeline_arguments(parser)
    add_argument = parser.add_argument
    add_argument(
        "-o",
        "--output",
        metavar="OUT",
        type=Path,
        default=None,
        help="the timeline to write (default: TIMELINE.deepaudio.otio beside it)",
    )
    add_dialect_argument(parser)
    add_argument(
        "--preview",
        metavar="OUT.mp4",
        type=Path,
        default=None,
        help="also a film to play (.mp4, .mov or .mkv); replaces an earlier preview, "
        "never another file",
    )
    add_argument(
        "--in-place", action="store_true", help="write into the timeline itself, with a backup"
    )
    add_argument(
        "--embed", action="store_true", help="put the sound into the file itself (.aaf only)"
    )
    add_mix_arguments(parser)
    add_argument(
        "--pick",
        metavar="HOW",
        default="",
        help="with --takes: best has the best take play by its verdict, where nobody has chosen",
    )
    add_argument(
        "--no-check",
        dest="check",
        action="store_false",
        help="do not check the takes (words, voice, place, sound): check-takes does that later",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Render, write, and list what failed."""
    from deepaudio_plugin.cli.interrupting import interruptible
    from deepaudio_plugin.cli.progress import reporter
    from deepaudio_plugin.project.api import ProjectRun
    from deepaudio_plugin.rendering.progress import Watch

    options, given = options_from(args), given_options(args.argv)
    with (
        ProjectRun(args.timeline, options, given) as run,
        interruptible() as stop,
        reporter(output) as listener,
    ):
        result = run.render(Watch(listener, stop.is_set))
    _report(result, output)
    return result.exit_code


def _report(result: RenderResult, output: Output) -> None:
    from deepaudio_plugin.planning.report import failure_lines, problem_lines

    bad = {str(error.where) for error in result.subtitle_failures}
    for line in problem_lines([p for p in result.problems if p.where not in bad]):
        output.line(line)
    for warning in result.warnings:
        output.line(f"  warning: {warning}")
    errors = [*result.subtitle_failures, *(failure.error for failure in result.failures)]
    for line in failure_lines(errors):
        output.line(line)
    _report_files(result, output)
    for error in result.subtitle_failures:
        output.event("failed", job="", **error_json(error))
    output.event(
        "finished",
        output=str(result.output) if result.output else None,
        media=str(result.media_folder) if result.media_folder else None,
        preview=str(result.preview) if result.preview else None,
        **_mix_json(result),
        checked=result.checks.counts if result.checks.verdicts else None,
        rendered=result.rendered,
        reused=result.reused,
        failures=[
            *({"job": "", **error_json(error)} for error in result.subtitle_failures),
            *({"job": f.job.id, **error_json(f.error)} for f in result.failures),
        ],
        preview_failure=error_json(result.preview_failure) if result.preview_failure else None,
        warnings=list(result.warnings),
        problems=[asdict(problem) for problem in result.problems],
        seconds=round(result.seconds, 3),
        exit_code=result.exit_code,
    )


def _mix_json(result: RenderResult) -> dict[str, Any]:
    """The mix, its stems, and what was measured and applied; nothing where there is none."""
    mixed = result.delivered
    if mixed is None:
        return {}
    levels = asdict(mixed.levels) if mixed.levels else None
    return {
        "mix": {"path": str(mixed.path), "spec": mixed.spec, "levels": levels, "said": mixed.line},
        "stems": {name: str(path) for name, path in mixed.stems.items()},
    }


def _report_files(result: RenderResult, output: Output) -> None:
    from deepaudio_plugin.core.problems import number

    counts = f"{number(result.rendered, 'take')} rendered, {result.reused} from the library"
    failed = f", {number(len(result.failures), 'job')} failed" if result.failures else ""
    if result.checks.verdicts:
        grades = result.checks.counts
        told = f"{grades['good']} good, {grades['look']} worth a look, {grades['bad']} bad"
        output.line(f"Checked:  {told}")
    output.line(f"{counts}{failed}, {result.seconds:.1f} s. {result.engine_title}.")
    if result.output:
        output.line(f"Timeline: {result.output}")
        output.line(f"Sound:    {result.media_folder}")
    else:
        output.line("Nothing was rendered, so no timeline was written.")
    if result.delivered:
        output.line(f"Mix:      {result.delivered.path.name}: {result.delivered.line}")
        for name, path in result.delivered.stems.items():
            output.line(f"Stem:     {path.name}: {name}")
    if result.backup:
        output.line(f"Backup:   {result.backup}")
    if result.preview:
        output.line(f"Preview:  {result.preview}")
    if result.preview_failure:
        output.line(f"No preview: {result.preview_failure} {result.preview_failure.hint}".rstrip())
