"""One process at a time writes the files of a timeline.

The locks lie in the user's data folder, a fixed number of them, so that nothing is left in
anybody's folders and nothing grows. Two timelines may share one; then they wait for each other
while they are written. Where nothing can be locked nobody is kept from writing: every file
takes its place as a whole then, and the last one stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deepaudio_plugin.core.files import make_private_folder
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.rendering.progress import Step, Watch

_POLL_S = 0.2


@contextmanager
def alone_at(output: Path, watch: Watch) -> Iterator[None]:
    """Nobody else writes the timeline at `output` or its sounds meanwhile.

    Raises CancelledError when asked to stop while somebody else does.
    """
    import filelock

    path = _lock_path(output)
    lock = filelock.FileLock(path)
    with suppress(OSError, NotImplementedError):
        make_private_folder(path.parent.parent)
        make_private_folder(path.parent)
        while True:
            try:
                lock.acquire(timeout=_POLL_S)
                break
            except filelock.Timeout:
                watch.listener(Step("waiting for another render of this timeline", 0, 1, 0.0))
                watch.check("stopped before the timeline was written")
    try:
        yield
    finally:
        lock.release()


def _lock_path(output: Path) -> Path:
    import platformdirs

    folder = str(media_folder(output.absolute())).encode("utf-8", "surrogateescape")
    name = hashlib.sha256(folder).hexdigest()[:2]
    return platformdirs.user_data_path("deepaudio") / "locks" / f"{name}.lock"
