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
        description="Check all takes that the library has for a timeline; nothing is rendered.",
        epilog="exit codes: 0 every take that plays is good; 1 some are not, or none is rendered",
    )
    add_timeline_arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Check, and list what is amiss."""
    from deepaudio_plugin.cli.progress import reporter
    from deepaudio_plugin.core.problems import number
    from deepaudio_plugin.planning.report import problem_lines
    from deepaudio_plugin.project.api import ProjectRun
    from deepaudio_plugin.project.checking import counts_of, named_takes
    from deepaudio_plugin.rendering.progress import Watch

    with (
        ProjectRun(args.timeline, options_from(args), given_options(args.argv)) as run,
        reporter(output) as listener,
    ):
        found = run.check(Watch(listener))
        verdicts = found.verdicts
        playing = set()
        for ref, job in run.project.jobs.by_ref.items():
            plays = run.project.jobs.playing(ref)
            playing.add(plays)
            for name, spec in named_takes(run.project, job, everything=True):
                if spec.key in verdicts:
                    body = verdicts[spec.key].to_json()
                    del body["version"]  # of checking, and not of this line
                    facts = {"job": job.id, "where": job.where, "take": name, "key": spec.key}
                    output.event("verdict", **facts, plays=spec.key == plays, **body)
        planned = [spec.key for job in run.project.jobs.by_ref.values() for spec in job.requests]
        missing = sum(key not in verdicts for key in planned)
    heard = counts_of(verdicts[key] for key in playing if key in verdicts)
    for line in problem_lines(list(found.problems)):
        output.line(line)
    output.event("checked", **found.counts, missing=missing, playing=heard)
    told = f"{number(len(verdicts), 'take')}: {_told(found.counts)}"
    rest = f"; {number(missing, 'take')} not rendered" if missing else ""
    output.line(f"{told}; of the {sum(heard.values())} that play: {_told(heard)}{rest}")
    return 0 if heard["good"] and heard["good"] == sum(heard.values()) else 1


def _told(counts: dict[str, int]) -> str:
    return f"{counts['good']} good, {counts['look']} worth a look, {counts['bad']} bad"
