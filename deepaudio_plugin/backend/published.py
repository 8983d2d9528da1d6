"""Lists told in parts, which hold up no window, and only what is new of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from deepaudio_plugin.backend.messages import PART, Fact


class HasRef(Protocol):
    """A view of something that has a reference."""

    @property
    def ref(self) -> str:
        """Its reference."""


V = TypeVar("V", bound=HasRef)
T = TypeVar("T")


def parts(items: Iterable[T], size: int = PART) -> Iterator[tuple[T, ...]]:
    """Items in parts of at most `size`."""
    part: list[T] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield tuple(part)
            part = []
    if part:
        yield tuple(part)


class PublishedViews(Generic[V]):
    """Views as the panel has them, by reference."""

    def __init__(self, fact: Callable[[tuple[V, ...]], Fact], tell: Callable[[Fact], None]) -> None:
        self._fact = fact
        self._tell = tell
        self.views: dict[str, V] = {}

    def replace(self, views: Mapping[str, V]) -> Sequence[str]:
        """Tell what differs from before; returns the references that are gone."""
        changed = [view for view in views.values() if self._is_new(view)]
        gone = [ref for ref in self.views if ref not in views]
        self.views = dict(views)
        self._say(changed)
        return gone

    def update(self, views: Iterable[V]) -> None:
        """Tell those of these that differ from before; the others stay."""
        changed = [view for view in views if self._is_new(view)]
        self.views.update((view.ref, view) for view in changed)
        self._say(changed)

    def _is_new(self, view: V) -> bool:
        before = self.views.get(view.ref)
        return before is not view and before != view

    def _say(self, views: Sequence[V]) -> None:
        for part in parts(views):
            self._tell(self._fact(part))
