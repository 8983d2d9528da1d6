"""`deepaudio check-takes`: whether the takes of a timeline are what was asked for."""

from __future__ import annotations

import argparse
from typing import Any

from deepaudio_plugin.cli.arguments import add_timeline_arguments, given_options, options_from
from deepaudio_plugin.core.command_line.output import Output


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "check-takes",
        help="check finished takes: words, voice, place, sound",
        description="Check the takes of a timeline that are in the library; nothing is rendered.",
        epilog="exit codes: 0 every take is good; 1 some are not, or none is rendered",
    )
    add_timeline_arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Check, and list what is amiss."""
    from deepaudio_plugin.cli.progress import reporter
    from deepaudio_plugin.core.problems import number
    from deepaudio_plugin.planning.report import problem_lines
    from deepaudio_plugin.project.api import ProjectRun
    from deepaudio_plugin.rendering.progress import Watch

    with (
        ProjectRun(args.timeline, options_from(args), given_options(args.argv)) as run,
        reporter(output) as listener,
    ):
        found = run.check(Watch(listener))
        jobs = list(run.project.jobs.by_ref.values())
        verdicts = found.verdicts
        for job in jobs:
            for spec in job.requests:
                if spec.key in verdicts:
                    body = verdicts[spec.key].to_json()
                    del body["version"]  # of checking, and not of this line
                    output.event("verdict", job=job.id, where=job.where, key=spec.key, **body)
        missing = sum(spec.key not in verdicts for job in jobs for spec in job.requests)
    for line in problem_lines(list(found.problems)):
        output.line(line)
    counts = found.counts
    output.event("checked", **counts, missing=missing)
    told = f"{counts['good']} good, {counts['look']} worth a look, {counts['bad']} bad"
    rest = f"; {number(missing, 'take')} not rendered" if missing else ""
    output.line(f"{number(len(verdicts), 'take')}: {told}{rest}")
    return 0 if verdicts and counts["good"] == len(verdicts) else 1
