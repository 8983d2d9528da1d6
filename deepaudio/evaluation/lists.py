"""Benchmarks' lists: those of the papers' authors, CineDub's, one's own, and folders.

| list | told by |
|---|---|
| `v2c_test.lst`, `v2c_test_s3.lst` | six columns: wav, video, text of prompt, then of target |
| `librispeech_pc_test_clean_cross_sentence.lst` | six columns, the second and fifth are seconds |
| V2C's `test.scp` | three columns: video, text, wav |
| CineDub's JSONL | a JSON object a line |
| one's own | tab-separated with a first line of names (`TSV_COLUMNS`) |
| VGGSound as av-benchmark has it | a folder of sounds, paired by their names |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deepaudio.evaluation import list_readers, sounds
from deepaudio.evaluation.items import Item
from deepaudio.evaluation.list_readers import ListReading
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.regular import open_regular


@dataclass(frozen=True)
class Listed:
    """A list's items, and what of it could not be read."""

    path: Path
    kind: str
    items: tuple[Item, ...]
    problems: tuple[str, ...] = ()


Reader = Callable[[list[str], ListReading], Iterator[Item]]


def read(path: Path, root: Path | None = None) -> Listed:
    """A list's items. Relative paths in it count from `root`, else from its own folder.

    Raises UsageError for what is no list, or holds no item.
    """
    if path.is_dir():
        return read_folders(path)
    lines = _lines(path)
    kind, reader = _told(lines, path)
    reading = ListReading(path, root or path.parent)
    items = _without_twins(reader(lines, reading), reading)
    if not items:
        raise UsageError(
            f"the list holds no item ({kind})",
            where=str(path),
            hint="; ".join(reading.problems[:3]) or "It is empty.",
        )
    return Listed(path, kind, tuple(items), tuple(reading.problems))


def _lines(path: Path) -> list[str]:
    try:
        with open_regular(path) as file:
            text = file.read().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the list cannot be read ({error})",
            where=str(path),
            hint="Lists are UTF-8 text: see docs/evaluation.md.",
        ) from error
    return text.removesuffix("\n").split("\n")  # not at the separators that a text may hold


def _told(lines: list[str], path: Path) -> tuple[str, Reader]:
    """Which kind of list it is, by its first line."""
    first = next((line for line in lines if line.strip()), "")
    columns = first.split("\t")
    if first.lstrip().startswith("{"):
        return "JSON lines", list_readers.json_lines
    if "id" in columns:
        return "own list", list_readers.own
    if len(columns) == 6 and list_readers.seconds(columns[1]) is not None:
        return "LibriSpeech-PC", list_readers.librispeech
    if len(columns) == 6:
        return "V2C", list_readers.v2c
    if len(columns) == 3:
        return "V2C's scp", list_readers.scp
    raise UsageError(
        f"this is no list that is known: its first line has {len(columns)} columns",
        where=str(path),
        hint="One's own list is tab-separated and begins with names: id, video, text …",
    )


def read_folders(true: Path, generated: Path | None = None) -> Listed:
    """Every sound of two folders as an item, by the names of files, in their order.

    Raises UsageError for a folder without sounds.
    """
    made = [] if generated is None else sounds.inside(generated)
    names = {p.stem: p for p in (*made, *sounds.inside(true))}
    ours = {p.stem for p in sounds.inside(true)}
    items = [Item(n, str(names[n]), audio=names[n] if n in ours else None) for n in sorted(names)]
    if not ours:
        raise UsageError("the folder holds no sounds", where=str(true))
    return Listed(true, "folder", tuple(items))


def _without_twins(items: Iterator[Item], reading: ListReading) -> list[Item]:
    found: dict[str, Item] = {}
    for item in items:
        if item.id in found:
            reading.problems.append(f"{item.where}: {item.id} is listed twice")
        else:
            found[item.id] = item
    return list(found.values())
