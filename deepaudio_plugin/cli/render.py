"""`deepaudio render`: the main job."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.cli.arguments import (
    add_checking_arguments,
    add_dialect_argument,
    add_mix_arguments,
    add_timeline_arguments,
)
from deepaudio_plugin.cli.several import tell_totals
from deepaudio_plugin.cli.typed_options import given_options, options_from
from deepaudio_plugin.core.command_line.output import Output, error_json

if TYPE_CHECKING:
    from deepaudio_plugin.cli.several import EpisodeDesk
    from deepaudio_plugin.core.errors import DeepAudioError
    from deepaudio_plugin.core.problems import Problem
    from deepaudio_plugin.project.api import RenderResult
    from deepaudio_plugin.project.batch import BatchTotals
    from deepaudio_plugin.project.episodes import Episode


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("render", help="generate the tracks and write the timeline")
    add_timeline_arguments(parser, several=True)
    add_argument = parser.add_argument
    add_argument(
        "-o",
        "--output",
        metavar="OUT",
        type=Path,
        default=None,
        help="the timeline to write, of several the folder (default: TIMELINE.deepaudio.otio "
        "beside each)",
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
    add_checking_arguments(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, output: Output) -> int:
    """Render, write, and list what failed; of several timelines each for itself."""
    from deepaudio_plugin.cli.interrupting import interruptible
    from deepaudio_plugin.cli.several import EpisodeDesk, episodes_from

    options, given = options_from(args), given_options(args.argv)
    episodes = episodes_from(args, options)
    with interruptible() as stop:
        desk = EpisodeDesk(episodes, output, stop)
        if len(args.timeline) == 1:
            return _render_one(episodes[0], given, desk, output)
        return _render_all(episodes, given, desk, output)


def _render_one(episode: Episode, given: Collection[str], desk: EpisodeDesk, output: Output) -> int:
    from deepaudio_plugin.project.api import ProjectRun

    with ProjectRun(episode.timeline, episode.options, given) as run, desk.hidden_at_last():
        result = run.render(desk.watch(episode))
    _report(result, output, episode.notes)
    return result.exit_code


def _render_all(
    episodes: Sequence[Episode], given: Collection[str], desk: EpisodeDesk, output: Output
) -> int:
    from deepaudio_plugin.project.batch import render_each

    tally = _Tally(len(episodes))
    outcomes = render_each(episodes, given, desk.watch, partial(_tell_totals, desk, output))
    with desk.hidden_at_last(), closing(outcomes):
        try:
            for outcome in outcomes:
                desk.hide()
                if outcome.value is None:
                    assert outcome.error is not None
                    tally.errors.append((outcome.episode, outcome.error))
                    desk.tell_failure(outcome.episode, outcome.error)
                else:
                    tally.results.append(outcome.value)
                    desk.tell_name(outcome.episode)
                    _report(outcome.value, desk.output_of(outcome.episode), outcome.episode.notes)
        finally:
            desk.hide()
            tally.tell(output)
    return tally.exit_code


def _tell_totals(desk: EpisodeDesk, output: Output, totals: BatchTotals) -> None:
    """What all plans come to, before the first take is rendered."""
    desk.hide()
    tell_totals(totals, output, output.note)


@dataclass
class _Tally:
    """What has become of several timelines so far."""

    timelines: int
    results: list[RenderResult] = field(default_factory=list)
    errors: list[tuple[Episode, DeepAudioError]] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        from deepaudio_plugin.cli.several import exit_code_of

        codes = [result.exit_code for result in self.results]
        return exit_code_of([error for _, error in self.errors], codes)

    def tell(self, output: Output) -> None:
        """In one line, and as one event."""
        from deepaudio_plugin.core.problems import number

        written = sum(result.output is not None for result in self.results)
        rendered = sum(result.rendered for result in self.results)
        reused = sum(result.reused for result in self.results)
        failed = ", ".join(episode.timeline.name for episode, _ in self.errors)
        jobs = sum(len(result.failures) for result in self.results)
        left = self.timelines - len(self.results) - len(self.errors)
        told = f"{written} of {self.timelines} timelines written"
        empty = len(self.results) - written
        told += f"; {number(empty, 'timeline')} without a take, not written" if empty else ""
        told += f"; failed: {failed}" if failed else ""
        told += f"; {left} not begun or not finished" if left else ""
        told += f". {number(rendered, 'take')} rendered, {reused} from the library"
        told += f", {number(jobs, 'job')} failed" if jobs else ""
        output.line(f"{told}.")
        output.event(
            "summary",
            timelines=self.timelines,
            written=written,
            failed=[str(episode.timeline) for episode, _ in self.errors],
            unfinished=left,
            rendered=rendered,
            reused=reused,
            failed_jobs=jobs,
            exit_code=self.exit_code,
        )


def _report(result: RenderResult, output: Output, notes: Sequence[Problem]) -> None:
    from deepaudio_plugin.planning.report import failure_lines, problem_lines

    bad = {str(error.where) for error in result.subtitle_failures}
    problems = (*notes, *result.problems)
    for line in problem_lines([p for p in problems if p.where not in bad]):
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
        problems=[asdict(problem) for problem in problems],
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
    from deepaudio_plugin.project.checking import counts_line

    counts = f"{number(result.rendered, 'take')} rendered, {result.reused} from the library"
    failed = f", {number(len(result.failures), 'job')} failed" if result.failures else ""
    if result.checks.verdicts:
        output.line(f"Checked:  {counts_line(result.checks.counts)}")
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
