"""The takes of a job: what it asks for, once for each seed, the chosen one first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.options import MAX_SEED
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.decisions.model import TakeDecision

_NO_WISH = TakeDecision()

Identity = Callable[[PictureSource], str]


@dataclass(frozen=True)
class Keyer:
    """What the takes of all jobs have in common: the engine, and the seeds that are wanted.

    Media count by content (`identity`), not by path.
    """

    engine: EngineInfo
    identity: Identity
    seeds: tuple[int, ...]

    def media(self, picture: PictureSource | None) -> str:
        """The identity of a picture's media, "" without one. Raises MediaError."""
        return "" if picture is None else self.identity(picture)

    def takes(
        self, spec: TakeSpec, wish: TakeDecision = _NO_WISH, first_seed: int | None = None
    ) -> tuple[TakeSpec, ...]:
        """`spec` once for each seed; the chosen take first.

        With `first_seed` the plan's seeds begin with that one. `wish` has seeds beyond them, those
        of retries last. A choice holds for what the job asked for when somebody chose, whatever
        version of the engine has made the chosen take.
        """
        planned: Iterable[int] = self.seeds
        if first_seed is not None:
            planned = (min(MAX_SEED, first_seed + n) for n in range(len(self.seeds)))
        seeds = list(dict.fromkeys((*planned, *wish.seeds)))
        if wish == _NO_WISH:
            return tuple(spec.with_seed(seed) for seed in seeds)
        tried = wish.retries.of(spec.job_key) if wish.retries.seeds else ()
        voiceless = frozenset(wish.retries.voiceless).difference(seeds) if tried else frozenset()
        seeds = list(dict.fromkeys((*seeds, *tried)))
        if wish.chosen_seed is not None and wish.chosen_for == spec.job_key:
            seeds = list(dict.fromkeys((wish.chosen_seed, *seeds)))
        made = [spec.with_seed(seed, voiceless=seed in voiceless) for seed in seeds]
        return tuple(sorted(made, key=lambda take: take.key != wish.chosen))
