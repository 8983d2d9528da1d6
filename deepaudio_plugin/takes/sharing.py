"""What a take library has to do with other machines; one of this computer alone: nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from deepaudio_plugin.core.problems import Problem
from deepaudio_plugin.takes.entry import Entry

Cancelled = Callable[[], bool]


class Sharing:
    """A library that nobody else has; `takes.shared_library` is the other kind."""

    address = ""
    """Where takes are shared; "" where they are not."""

    def present(self, keys: Collection[str]) -> set[str]:
        """Those of `keys` that other machines have shared. Raises StoreError."""
        return set()

    def require_writable(self) -> None:
        """Raise StoreError where takes cannot be shared now."""

    def bring(self, keys: Collection[str], cancelled: Cancelled) -> Iterator[Entry]:
        """Have shared takes in the library here; each as it arrives. Raises StoreError."""
        return iter(())

    def offer(self, keys: Collection[str]) -> None:
        """Share takes that are here, in the background. Raises nothing."""

    def settle(self, cancelled: Cancelled = lambda: False) -> list[Problem]:
        """Wait until what was offered is shared; what there is to know since the last time."""
        return []

    @property
    def unshared(self) -> int:
        """How many takes were offered and could not be shared."""
        return 0

    def close(self) -> None:
        """Share nothing more."""
