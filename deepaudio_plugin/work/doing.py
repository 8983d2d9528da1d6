"""Doing the takes of a work file: what the library has is passed over, the rest rendered.

Run twice, by several machines at once, or again after a kill, it comes to the same: takes are
known by their content keys, and the library keeps the first of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import DeepAudioError, EngineUnavailableError, from_code
from deepaudio_plugin.core.path_mapping import PathMapping
from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.core.protocol import RenderRequest, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.rendering.engine_choice import choose_engine
from deepaudio_plugin.rendering.progress import Step
from deepaudio_plugin.rendering.renderer import (
    NotRendered,
    QueuedTake,
    QueueEvent,
    Rendered,
    SharingNoted,
    TakeRenderer,
)
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.work.sources import SourceCheck
from deepaudio_plugin.work.work_file import NeededEngine, OrderedTake
from deepaudio_plugin.worker_client.client import WorkerClient

_SHOWN_DIGITS = 12


@dataclass(frozen=True)
class TakeMade:
    """A take is in the library."""

    take: OrderedTake
    result: Take
    warnings: tuple[str, ...]
    is_shared: bool  # another machine has made it meanwhile


@dataclass(frozen=True)
class TakeFailed:
    """A take could not be made; the others go on."""

    take: OrderedTake
    error: DeepAudioError


WorkEvent = Step | TakeMade | TakeFailed


@dataclass
class WorkDone:
    """What doing a work file came to."""

    made: int = 0
    known: int = 0  # were in the library already, or came there meanwhile
    failures: list[TakeFailed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)  # of sharing
    unshared: int = 0  # made, and kept on this computer alone


def check_engines(needed: Iterable[NeededEngine], engines: Sequence[EngineInfo]) -> None:
    """Raise EngineUnavailableError unless every engine is here as takes were planned with it."""
    for need in needed:
        engine = choose_engine(engines, need.name)
        if engine.version != need.version:
            raise EngineUnavailableError(
                f"the takes were planned with {need.name} {need.version or '?'}, and here is "
                f"{engine.version or '?'}: it would make others",
                hint="Install the same version on all machines, or plan again with this one.",
            )
        if need.weights not in (engine.weights_digest, *engine.variants.values()):
            here = engine.weights_digest[:_SHOWN_DIGITS] or "none"
            raise EngineUnavailableError(
                f"the takes were planned with other weights of {need.name} "
                f"({need.weights[:_SHOWN_DIGITS] or 'none'}) than are here ({here})",
                hint="Install the same weights on all machines: deepaudio models",
            )


def of_engine(
    takes: Iterable[OrderedTake], name: str, variant: str, engines: Sequence[EngineInfo]
) -> list[OrderedTake]:
    """Those of `takes` that an engine makes, and one variant of its weights; "" for any.

    Raises EngineUnavailableError for a variant that is not here.
    """
    chosen = [take for take in takes if name in ("", take.needs.name)]
    if not variant:
        return chosen
    weights = {engine.variants[variant] for engine in engines if variant in engine.variants}
    if not weights:
        installed = dict.fromkeys(one for engine in engines for one in engine.variants)
        known = ", ".join(installed) or "none"
        raise EngineUnavailableError(
            f"the variant {variant!r} is not installed (installed: {known})",
            hint="See: deepaudio models",
        )
    return [take for take in chosen if take.needs.weights in weights]


def missing_of(takes: Sequence[OrderedTake], library: TakeLibrary) -> list[OrderedTake]:
    """Those of `takes` that are to be made.

    What is shared already need not be here; what is here and not shared is offered. Raises
    StoreError and OutputError for a library that cannot be read, or that cannot take in what
    there is to share.
    """
    keys = [take.key for take in takes]
    here = set(library.find(keys))
    here |= set(library.adopt(key for key in keys if key not in here))
    shared = library.sharing.present(keys)
    if not shared.issuperset(keys):
        library.sharing.require_writable()
    library.sharing.offer([key for key in keys if key in here and key not in shared])
    return [take for take in takes if take.key not in here and take.key not in shared]


class Workman:
    """Does orders for takes. `tell` hears of each step, in the caller's thread."""

    def __init__(
        self, library: TakeLibrary, mapping: PathMapping, tell: Callable[[WorkEvent], None]
    ) -> None:
        self._library = library
        self._mapping = mapping
        self._tell = tell
        self._sources = SourceCheck()
        self._takes: dict[str, OrderedTake] = {}
        self._renderer = TakeRenderer(library, self._hear, self._order)
        self._done = WorkDone()

    def do(
        self,
        takes: Sequence[OrderedTake],
        client: WorkerClient,
        cancelled: Callable[[], bool],
    ) -> WorkDone:
        """Make `takes` and share them; once it is `cancelled` with what is finished.

        Raises DiskFullError when nothing more can be kept here, and WorkerError.
        """
        missing = missing_of(takes, self._library)
        self._done.known = len(takes) - len(missing)
        self._takes = {take.key: take for take in missing}
        self._renderer.add(QueuedTake(take.spec, ()) for take in missing)
        try:
            if missing:
                self._renderer.drive(client, cancelled)
        finally:
            self._renderer.share(cancelled)
        sharing = self._library.sharing
        self._done.unshared = sharing.unshared
        if sharing.address and not sharing.unshared:
            self._library.gc()  # what is shared need not stay here; where nothing is, all does
        return self._done

    def _order(self, spec: TakeSpec, id_: str, out_dir: str) -> RenderRequest:
        """The order as it is given here: its files are looked at when its turn has come."""
        request = self._mapping.request(self._takes[spec.key].request)
        self._sources.check(spec, request)
        return replace(request, id=id_, out_dir=out_dir)

    def _hear(self, event: QueueEvent) -> None:
        if isinstance(event, Step):
            self._tell(event)
        elif isinstance(event, SharingNoted):
            self._done.problems.append(event.problem)
        elif isinstance(event, Rendered):
            self._done.made += not event.is_shared
            self._done.known += event.is_shared
            take = self._takes[event.take.key]
            self._tell(TakeMade(take, event.result, event.warnings, event.is_shared))
        elif isinstance(event, NotRendered):
            failed = event.failed
            error = from_code(failed.code, failed.message, where=failed.where, hint=failed.hint)
            told = TakeFailed(self._takes[event.take.key], error)
            self._done.failures.append(told)
            self._tell(told)
