"""Several timelines with one worker and one library: one that is broken fails alone.

    for outcome in each(episodes, given, lambda run, episode: run.plan()):
        …

Equal takes of several timelines are rendered once: what one has rendered is in the library when
the next begins.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from deepaudio_plugin.core.errors import (
    CancelledError,
    DeepAudioError,
    DiskFullError,
    WeightsError,
    WorkerError,
)
from deepaudio_plugin.core.logs import log_path
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.planning.plan import Plan
from deepaudio_plugin.project.api import ProjectRun, changed_options
from deepaudio_plugin.project.episodes import Episode, episodes_of
from deepaudio_plugin.project.next_takes import as_told
from deepaudio_plugin.project.rendering import RenderResult
from deepaudio_plugin.project.workshop import Workshop
from deepaudio_plugin.rendering.progress import Listener, Watch, silent

_log = logging.getLogger(__name__)

T = TypeVar("T")

_OF_ALL = (CancelledError, DiskFullError, WeightsError, WorkerError)
"""What would keep every timeline from being done, and so ends all."""


@dataclass(frozen=True)
class EpisodeOutcome(Generic[T]):
    """What became of one timeline: a value, or why there is none."""

    episode: Episode
    value: T | None = None
    error: DeepAudioError | None = None


@dataclass(frozen=True)
class BatchTotals:
    """What all plans together come to."""

    timelines: int  # that can be planned
    takes: int  # that they ask for, equal ones once
    missing: int  # of those, what is to be rendered
    shared: int  # asked for by several
    further: int = 0  # of those that are missing, what follows only where no other take is good


@dataclass(frozen=True)
class AskedTakes:
    """The takes that one plan asks for."""

    takes: Mapping[str, bool]  # keys, and whether each is in the library
    later: Collection[str] = ()  # keys of those that follow only where no other take is good


def each(
    episodes: Sequence[Episode],
    given: Collection[str],
    work: Callable[[ProjectRun, Episode], T],
) -> Generator[EpisodeOutcome[T], None, None]:
    """Do `work` for each in turn, with one worker. Raises what concerns all of them alike."""
    if not episodes:
        return
    with Workshop(episodes[0].options) as shop:

        def open_and_work(episode: Episode) -> T:
            with ProjectRun(episode.timeline, episode.options, given, shop) as run:
                return work(run, episode)

        for episode in episodes:
            yield _outcome(episode, open_and_work)


def render_each(
    episodes: Sequence[Episode],
    given: Collection[str],
    watch_of: Callable[[Episode], Watch],
    planned: Callable[[BatchTotals], None] = lambda _totals: None,
) -> Generator[EpisodeOutcome[RenderResult], None, None]:
    """Plan all, tell the totals, and render one after the other. Raises as `each` does."""
    if not episodes:
        return
    with Workshop(episodes[0].options) as shop, ExitStack() as opened:

        def prepare(episode: Episode) -> ProjectRun:
            run = ProjectRun(episode.timeline, episode.options, given, shop)
            opened.enter_context(run).prepare(watch_of(episode))
            return run

        prepared = [_outcome(episode, prepare) for episode in episodes]
        runs = [outcome.value for outcome in prepared if outcome.value is not None]
        plans = [(as_told(run.project), run.project.jobs.cached) for run in runs]
        planned(totals_of([asked_by(plan, cached) for plan, cached in plans]))
        for outcome in prepared:
            if outcome.value is None:
                yield EpisodeOutcome(outcome.episode, error=outcome.error)
            else:
                yield _outcome(outcome.episode, partial(_rendered, outcome.value, watch_of))


def _rendered(
    run: ProjectRun, watch_of: Callable[[Episode], Watch], episode: Episode
) -> RenderResult:
    """Render what is still missing: others may have rendered some of it meanwhile."""
    project = run.project
    project.look_up([spec.key for job in project.jobs.by_ref.values() for spec in job.requests])
    return run.render_prepared(watch_of(episode))


def _outcome(episode: Episode, work: Callable[[Episode], T]) -> EpisodeOutcome[T]:
    """What work comes to. Raises what concerns all timelines."""
    try:
        if episode.error is not None:
            raise episode.error
        return EpisodeOutcome(episode, work(episode))
    except _OF_ALL:
        raise
    except DeepAudioError as error:
        return EpisodeOutcome(episode, error=error)
    except Exception as error:
        _log.exception("a fault in %s", episode.timeline)
        told = f"an unexpected fault stopped it ({type(error).__name__}: {error})"
        hint = f"The details are in {log_path('cli')}; finished takes are kept."
        found = DeepAudioError(told, where=str(episode.timeline), hint=hint)
        return EpisodeOutcome(episode, error=found)


def render_all(
    timelines: Iterable[Path | str],
    options: RenderOptions | None = None,
    *,
    subtitles_dir: Path | str | None = None,
    listener_of: Callable[[Episode], Listener] = lambda _episode: silent,
    cancelled: Callable[[], bool] = lambda: False,
    **changes: Any,
) -> list[EpisodeOutcome[RenderResult]]:
    """Render several timelines with one worker; what became of each, in their order.

    `changes` are fields of `RenderOptions`; `output` is a folder. `listener_of` gives who listens
    to each. Raises UsageError for what fits one timeline alone, and what concerns all alike.
    """
    folder = Path(subtitles_dir) if subtitles_dir is not None else None
    given = tuple(changes)
    episodes = episodes_of(timelines, changed_options(options, changes), folder)
    return list(
        render_each(episodes, given, lambda episode: Watch(listener_of(episode), cancelled))
    )


def totals_of(plans: Sequence[AskedTakes]) -> BatchTotals:
    """What plans come to together."""
    counts = Counter(key for plan in plans for key in plan.takes)
    here = {key for plan in plans for key, is_here in plan.takes.items() if is_here}
    due = {key for plan in plans for key in plan.takes if key not in plan.later}
    later = counts.keys() - here - due
    return BatchTotals(
        timelines=len(plans),
        takes=len(counts),
        missing=len(counts.keys() - here),
        shared=sum(count > 1 for count in counts.values()),
        further=len(later),
    )


def asked_by(plan: Plan, cached: Collection[str]) -> AskedTakes:
    """The takes of a plan; `cached` are keys of those in the library."""
    takes = {spec.key: spec.key in cached for job in plan.jobs for spec in job.requests}
    due = takes if plan.due is None else plan.due
    return AskedTakes(takes, {key for key in takes if key not in due and not takes[key]})


__all__ = [
    "AskedTakes",
    "BatchTotals",
    "EpisodeOutcome",
    "asked_by",
    "each",
    "render_all",
    "render_each",
    "totals_of",
]
