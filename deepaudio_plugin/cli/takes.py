"""`deepaudio takes import`: what a person has recorded of a line becomes its take."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from deepaudio_plugin.cli.arguments import add_timeline_arguments
from deepaudio_plugin.cli.typed_options import given_options, options_from
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.command_line.parser import add_action


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("takes", help="take in a person's recording of a line")
    actions = parser.add_subparsers(dest="action", metavar="import", required=True)
    action = add_action(actions, "import", "make a recording the take of a line that plays")
    add_timeline_arguments(action)
    action.add_argument(
        "line", metavar="LINE", help="number of the line as `deepaudio plan -v` counts them, or "
        "words that only this one has, or its reference (plan --json)"
    )  # fmt: skip
    action.add_argument("recording", metavar="FILE", type=Path, help="a sound, or a film with one")
    action.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Take it in and say what that came to."""
    from deepaudio_plugin.project.api import ProjectRun

    options, given = options_from(args), given_options(args.argv)
    with ProjectRun(args.timeline, options, given) as opened:
        opened.plan()
        job, warnings = opened.import_recording(args.line, args.recording)
    if output.json_lines:
        output.event("imported", ref=job.ref, name=job.name, key=job.spec.key, warnings=warnings)
        return 0
    output.line(f"{args.recording.name} is now the take of {job.where}")
    for warning in warnings:
        output.line(f"  ! {warning}")
    return 0
