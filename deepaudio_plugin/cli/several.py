"""What commands for several timelines share: their episodes, their progress, their failures."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from deepaudio_plugin.cli.typed_options import given_options, options_from
from deepaudio_plugin.core.command_line.output import Output, error_json
from deepaudio_plugin.core.options import RenderOptions

if TYPE_CHECKING:
    from deepaudio_plugin.core.errors import DeepAudioError
    from deepaudio_plugin.project.api import ProjectRun
    from deepaudio_plugin.project.batch import BatchTotals, EpisodeOutcome
    from deepaudio_plugin.project.episodes import Episode
    from deepaudio_plugin.rendering.progress import Watch

T = TypeVar("T")


def episodes_from(args: argparse.Namespace, options: RenderOptions) -> list[Episode]:
    """The timelines that a command names, one or several. Raises UsageError."""
    from deepaudio_plugin.project.episodes import episodes_of, one_episode

    if len(args.timeline) == 1:
        return [one_episode(args.timeline[0], options, args.subtitles_dir)]
    return episodes_of(args.timeline, options, args.subtitles_dir)


class EpisodeDesk:
    """Which of several timelines is at work, for those who watch."""

    def __init__(self, episodes: Sequence[Episode], output: Output, stop: Event) -> None:
        self._episodes, self._output, self._stop = episodes, output, stop
        self._shown = ExitStack()

    @property
    def timelines(self) -> list[Path]:
        """All of them."""
        return [episode.timeline for episode in self._episodes]

    def output_of(self, episode: Episode) -> Output:
        """Where it speaks: with its timeline in JSON lines, where there are several."""
        if len(self._episodes) == 1:
            return self._output
        return self._output.about(timeline=str(episode.timeline))

    def label(self, episode: Episode) -> str:
        """ "e02.otio (2 of 3)"; empty where there is one."""
        if len(self._episodes) == 1:
            return ""
        number = list(self._episodes).index(episode) + 1
        return f"{episode.timeline.name} ({number} of {len(self._episodes)})"

    def watch(self, episode: Episode) -> Watch:
        """Show the progress of a timeline, and of no other any more."""
        from deepaudio_plugin.cli.progress import reporter
        from deepaudio_plugin.rendering.progress import Watch

        self.hide()
        shown = reporter(self.output_of(episode), self.label(episode))
        return Watch(self._shown.enter_context(shown), self._stop.is_set)

    def hide(self) -> None:
        """Show no progress: results are told."""
        self._shown.close()

    @contextmanager
    def hidden_at_last(self) -> Iterator[None]:
        """Whatever happens, no progress is shown afterwards."""
        try:
            yield
        finally:
            self.hide()

    def tell_name(self, episode: Episode) -> None:
        """Whose results follow, where there are several."""
        if label := self.label(episode):
            self._output.line(label)

    def tell_failure(self, episode: Episode, error: DeepAudioError) -> None:
        """That nothing comes of a timeline, and why; the others go on."""
        from deepaudio_plugin.planning.report import failure_lines

        self.hide()
        self.tell_name(episode)
        for line in failure_lines([error]):
            self._output.line(line)
        out = self.output_of(episode)
        out.event("failed", job="", **error_json(error), exit_code=error.exit_code)


def for_each(
    args: argparse.Namespace,
    output: Output,
    work: Callable[[ProjectRun, Episode, EpisodeDesk], int],
) -> int:
    """Do `work` for each timeline that a command names; its exit code, from those of all."""
    from deepaudio_plugin.cli.interrupting import interruptible
    from deepaudio_plugin.project.batch import each

    episodes = episodes_from(args, options_from(args))
    errors: list[DeepAudioError] = []
    with interruptible() as stop:
        desk = EpisodeDesk(episodes, output, stop)
        outcomes = each(
            episodes, given_options(args.argv), lambda run, episode: work(run, episode, desk)
        )
        with desk.hidden_at_last(), closing(outcomes):
            codes = list(values_of(outcomes, desk, errors))
    return exit_code_of(errors, codes)


def values_of(
    outcomes: Iterable[EpisodeOutcome[T]], desk: EpisodeDesk, errors: list[DeepAudioError]
) -> Iterator[T]:
    """What came of each timeline; failures are told and go into `errors`, a lone one is raised."""
    for outcome in outcomes:
        if outcome.error is None:
            assert outcome.value is not None
            yield outcome.value
            continue
        if len(desk.timelines) == 1:
            raise outcome.error
        errors.append(outcome.error)
        desk.tell_failure(outcome.episode, outcome.error)


def exit_code_of(errors: Sequence[DeepAudioError], codes: Sequence[int]) -> int:
    """Of all: 1 where some failed; where all did, that of the first."""
    if errors and not codes:
        return errors[0].exit_code
    return 1 if errors or any(codes) else 0


def tell_totals(totals: BatchTotals, output: Output, say: Callable[[str], None]) -> None:
    """What the plans of several timelines come to together."""
    from deepaudio_plugin.core.problems import number

    shared = f"; {totals.shared} asked for by several, rendered once" if totals.shared else ""
    takes, due = number(totals.takes, "take"), totals.missing - totals.further
    further = f"; {totals.further} more only where none is good" if totals.further else ""
    say(
        f"{number(totals.timelines, 'timeline')} together: {'up to ' if further else ''}{takes}, "
        f"{due} to render, {totals.takes - totals.missing} in the library{further}{shared}"
    )
    output.event("batch", **asdict(totals))
