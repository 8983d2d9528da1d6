"""Which written timelines use which takes: one small file for each timeline.

Not in the index, because what an index loses can be made again and this could not.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from deepaudio_plugin.core.files import make_private_folder, write_bytes
from deepaudio_plugin.core.leftovers import sweep

FOLDER = "timelines"
_KEY = re.compile(r'"([0-9A-Za-z_-]{8,128})"')


def refer(root: Path, keys: Sequence[str], timeline: Path) -> None:
    """Record in the library `root` that `timeline` uses `keys`, and no others. Raises OSError."""
    folder = root / FOLDER
    make_private_folder(root)
    folder.mkdir(exist_ok=True)
    sweep(folder)
    name = hashlib.sha256(str(timeline).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    body = {"timeline": str(timeline), "keys": list(keys)}
    write_bytes(folder / f"{name}.json", json.dumps(body).encode())


def protected(root: Path) -> frozenset[str]:
    """Keys that some timeline which still exists still names."""
    return frozenset(
        key for timeline, keys in _recorded(root) for key in still_named(timeline, keys)
    )


def still_named(timeline: Path, keys: Sequence[str]) -> list[str]:
    """Those of `keys` that the file `timeline` still names; none when it is gone.

    A file that is not plain JSON, such as another host's project, is taken to name them all.
    """
    if not timeline.exists():
        return []
    if timeline.suffix.lower() != ".otio":
        return list(keys)
    try:
        text = timeline.read_text("utf-8", "replace")
    except OSError:
        return list(keys)
    named = set(_KEY.findall(text))
    return [key for key in keys if key in named]


def _recorded(root: Path) -> Iterator[tuple[Path, list[str]]]:
    for path in sorted((root / FOLDER).glob("*.json")):
        try:
            body = json.loads(path.read_text("utf-8"))
            yield Path(body["timeline"]), [str(key) for key in body["keys"]]
        except (OSError, ValueError, KeyError, TypeError):
            continue  # half-known references protect nothing
