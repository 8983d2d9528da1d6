"""`deepaudio check-takes`: whether the takes of a timeline are what was asked for."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli.arguments import add_timeline_arguments
from deepaudio_plugin.core.command_line.output import Output

if TYPE_CHECKING:
    from deepaudio_plugin.cli.several import EpisodeDesk
    from deepaudio_plugin.project.api import ProjectRun
    from deepaudio_plugin.project.episodes import Episode


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "check-takes",
        help="check finished takes: words, voice, place, sound",
        description="Check all takes that the library has for timelines; nothing is rendered.",
        epilog="exit codes: 0 every take that plays is good; 1 some are not, or none is rendered",
    )
    add_timeline_arguments(parser, several=True)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Check, and list what is amiss; of several timelines each for itself."""
    from deepaudio_plugin.cli.several import for_each

    return for_each(args, output, _check)


def _check(run: ProjectRun, episode: Episode, desk: EpisodeDesk) -> int:
    from deepaudio_plugin.core.problems import number
    from deepaudio_plugin.planning.report import problem_lines
    from deepaudio_plugin.project.checking import counts_line, counts_of, named_takes
    from deepaudio_plugin.project.next_takes import takes_due

    output = desk.output_of(episode)
    found = run.check(desk.watch(episode))
    desk.hide()
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
    due = takes_due(run.project, run.project.jobs.by_ref.values(), checked=True)
    missing = sum(len(take.jobs) for take in due)
    heard = counts_of(verdicts[key] for key in playing if key in verdicts)
    desk.tell_name(episode)
    for line in problem_lines([*episode.notes, *found.problems]):
        output.line(line)
    output.event("checked", **found.counts, missing=missing, playing=heard)
    told = f"{number(len(verdicts), 'take')}: {counts_line(found.counts)}"
    rest = f"; {number(missing, 'take')} not rendered" if missing else ""
    output.line(f"{told}; of the {sum(heard.values())} that play: {counts_line(heard)}{rest}")
    return 0 if heard["good"] and heard["good"] == sum(heard.values()) else 1
