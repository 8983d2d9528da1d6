"""The benchmark that ships: the demo film, whose lines and contacts are known to the frame.

Nobody ever recorded it, so there is no ground truth's sound, and whatever compares with one is not
measured. What is known is measured: the words, the cues' times, and when something is hit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.files import output_errors, write_bytes

LIST = "demo.tsv"


@contextmanager
def demo_list() -> Iterator[Path]:
    """The demo film's list, with its media beside it. Raises UsageError where it is not there."""
    with as_file(files("deepaudio_resources") / "demo") as folder:
        path = folder / LIST
        if not path.is_file():
            raise UsageError("the demo film is not installed", where=str(path))
        yield path


def part(path: Path, benchmark: str, folder: Path) -> Path:
    """The demo's items that a benchmark is about, as a list of its own in `folder`.

    Sound is asked of every shot, speech of those with a line. Raises OutputError.
    """
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    text = head.split("\t").index("text")
    chosen = [row for row in rows if benchmark == "v2a" or row.split("\t")[text]]
    target = folder / f"demo-{benchmark}.tsv"
    with output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_bytes(target, ("\n".join([head, *chosen]) + "\n").encode())
    return target
