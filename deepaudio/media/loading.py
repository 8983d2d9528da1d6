"""Loads the decoder's library once, in one thread."""

from __future__ import annotations

import threading

_lock = threading.Lock()


def load_decoder() -> None:
    """Import PyAV, completely, before anybody imports a part of it.

    Its modules import each other from C, past the import system's locks: two threads that
    import it at once can leave it half there for good.
    """
    with _lock:
        import av  # noqa: F401
