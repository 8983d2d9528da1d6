"""The model's features of pictures and prompts on the disk: where they are, what they take up.

The worker's engine keeps them so that another take runs no encoder, and makes them anew when
they are gone. Nothing here knows what is in the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deepaudio_plugin.core.files import output_errors


@dataclass(frozen=True)
class FeatureUsage:
    """What the features take up."""

    files: int
    bytes: int


def features_folder() -> Path:
    """Where features are kept, for both sides: `features` in the user's cache folder."""
    import platformdirs

    return platformdirs.user_cache_path("deepaudio") / "features"


def features_usage() -> FeatureUsage:
    """What the features take up now."""
    return _summed(size for _, size in _files())


def clear_features() -> FeatureUsage:
    """Delete all features and say how much that was. Raises OutputError.

    A worker that uses them at the moment goes on, and makes anew what it misses.
    """
    deleted = []
    for path, size in _files():
        with output_errors(path, hint="Close what uses it, or delete it yourself."):
            path.unlink(missing_ok=True)
        deleted.append(size)
    return _summed(deleted)


def _files() -> Iterator[tuple[Path, int]]:
    """Files and their sizes. Workers add and delete meanwhile."""
    folder = features_folder()
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        with suppress(FileNotFoundError):
            yield path, path.stat().st_size


def _summed(sizes: Iterable[int]) -> FeatureUsage:
    known = list(sizes)
    return FeatureUsage(len(known), sum(known))
