"""`deepaudio plan`: what a render would do, without rendering anything."""

from __future__ import annotations

import argparse
from typing import Any

from deepaudio_plugin.cli.arguments import add_timeline_arguments, given_options, options_from
from deepaudio_plugin.core.command_line.output import Output


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "plan", help="show what would be generated; -v shows each line and shot"
    )
    add_timeline_arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Print the plan as text, or as one JSON line; exit code 1 when a subtitle file is bad."""
    from deepaudio_plugin.core.collector import collector_paused
    from deepaudio_plugin.planning.report import plan_json, plan_lines
    from deepaudio_plugin.project.api import ProjectRun

    with (
        collector_paused(),
        ProjectRun(args.timeline, options_from(args), given_options(args.argv)) as run,
    ):
        plan = run.plan()
        cached, failures = run.project.jobs.entries, run.project.subtitle_failures
        if output.json_lines:
            output.event("plan", **plan_json(plan, cached))
        details = getattr(args, "verbose", 0) > 0
        for line in () if output.json_lines else plan_lines(plan, cached, details=details):
            output.line(line)
    return 1 if failures else 0
