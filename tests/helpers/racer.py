"""One of two machines that do the same orders at once, again and again. Run as a script.

Interpreters start once and not for each attempt: that is most of what `deepaudio work` takes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.helpers.command import deepaudio


def race(work: Path, folder: Path, name: str, other: str, attempts: int) -> None:
    """Each time into another share, from a library of its own; says what came of it."""
    for attempt in range(attempts):
        os.environ["DEEPAUDIO_LIBRARY"] = str(folder / f"{name} {attempt}")
        share = folder / f"share {attempt}"
        (folder / f"{name} is ready {attempt}").touch()
        while not (folder / f"{other} is ready {attempt}").exists():
            time.sleep(0.001)
        ran = deepaudio("work", work, "--library", share.as_uri(), "--json")
        print(json.dumps(ran.event("finished")), flush=True)  # few words: a pipe holds 64 KiB


if __name__ == "__main__":
    race(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5]))
