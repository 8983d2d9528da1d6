"""Lists of clips to learn from: one tab-separated form, and what data sets come with.

A list has a heading and one clip a line: id, video, audio, start_s, end_s, text, speaker, split,
caption, licence. Paths are absolute or count from the list's folder. Columns may be missing or in
another order; an `end_s` left empty is the file's end.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.files import output_errors, write_bytes

_SOUND = (".wav", ".flac", ".mp3", ".ogg", ".m4a")
_FILM = (".mp4", ".mkv", ".mov", ".mpg", ".avi", ".webm")
_SILENCE = ("sil", "sp", "")


@dataclass(frozen=True)
class ListedClip:
    """A line of a list. `audio` empty: the sound of `video`; `video` empty: there is no picture."""

    id: str
    video: str = ""
    audio: str = ""
    start_s: float = 0.0
    end_s: float | None = None
    text: str = ""  # what is said
    speaker: str = ""
    split: str = ""
    caption: str = ""  # what is heard, in words
    licence: str = ""

    @property
    def sound(self) -> str:
        """The file whose sound it is."""
        return self.audio or self.video


_COLUMNS = [one.name for one in fields(ListedClip)]


# -- the one form -------------------------------------------------------------------


def read(path: Path) -> list[ListedClip]:
    """The clips of a list, paths made absolute. Raises UsageError naming the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot be read ({error})", where=str(path)) from error
    columns = rows[0] if rows else []
    unknown = [name for name in columns if name not in _COLUMNS]
    if "id" not in columns or unknown:
        what = f"has an unknown column {unknown[0]!r}" if unknown else "has no column 'id'"
        raise UsageError(what, where=str(path), hint=f"Columns: {', '.join(_COLUMNS)}.")
    clips = [
        _clip(dict(zip(columns, row, strict=False)), path, number)
        for number, row in enumerate(rows[1:], 2)
        if any(row)
    ]
    _check_ids(clips, path)
    return clips


def _clip(values: dict[str, str], path: Path, line: int) -> ListedClip:
    try:
        times = {
            "start_s": float(values.pop("start_s", "") or 0),
            "end_s": float(end) if (end := values.pop("end_s", "")) else None,
        }
    except ValueError as error:
        raise UsageError(f"{error}", where=f"{path}, line {line}") from error
    if times["end_s"] is not None and not 0 <= (times["start_s"] or 0) < times["end_s"]:
        raise UsageError("the clip ends before it begins", where=f"{path}, line {line}")
    if not values.get("id"):
        raise UsageError("the clip has no id", where=f"{path}, line {line}")
    for key in ("video", "audio"):
        if values.get(key):
            values[key] = str(path.parent.resolve() / values[key])
    return ListedClip(**values, **times)  # type: ignore[arg-type]


def _check_ids(clips: list[ListedClip], path: Path) -> None:
    seen: set[str] = set()
    for clip in clips:
        if clip.id in seen:
            raise UsageError(f"two clips have the id {clip.id!r}", where=str(path))
        seen.add(clip.id)


def write(clips: Iterable[ListedClip], path: Path) -> None:
    """Write a list. Tabs and line ends within a text become spaces.

    Raises OutputError or DiskFullError.
    """
    lines = ["\t".join(_COLUMNS)]
    for clip in clips:
        values = ("" if value is None else str(value) for value in astuple(clip))
        lines.append("\t".join(" ".join(value.split()) for value in values))
    with output_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, ("\n".join(lines) + "\n").encode())


# -- data sets ----------------------------------------------------------------------


def v2c(source: Path, media: Path) -> Iterator[ListedClip]:
    """V2C-Animation's lists: video, text and sound, tab-separated, a clip a line."""
    for number, line in _lines(source):
        parts = line.split("\t")
        if len(parts) != 3:
            raise UsageError("is not: video, tab, text, tab, sound", where=f"{source}, {number}")
        video, text, audio = (part.strip() for part in parts)
        speaker = Path(video).parent.name
        yield ListedClip(
            _id(video), str(media / video), str(media / audio), text=text, speaker=speaker
        )


def vggsound(source: Path, media: Path) -> Iterator[ListedClip]:
    """VGGSound's table: id, second, label, split; files are named `id_000030.mp4`."""
    for row in _table(source, 4):
        name, second, label, split = row
        file = f"{name}_{int(second):06d}"
        yield ListedClip(file, str(_found(media, file, _FILM)), caption=label, split=split)


def audiocaps(source: Path, media: Path) -> Iterator[ListedClip]:
    """AudioCaps' table: number, YouTube's id, second, caption; files by the id, or by both."""
    for number, name, second, caption in _table(source, 4, heading=True):
        file = next(
            (
                found
                for stem in (f"{name}_{int(second):06d}", f"{name}_{second}", f"Y{name}", name)
                if (found := _found(media, stem, (*_SOUND, *_FILM))).exists()
            ),
            media / f"{name}.wav",
        )
        yield ListedClip(f"{name}_{second}_{number}", audio=str(file), caption=caption)


def libritts(source: Path, media: Path) -> Iterator[ListedClip]:
    """LibriTTS' folders: speaker/chapter/utterance.wav with utterance.normalized.txt."""
    del media
    for text in sorted(source.rglob("*.normalized.txt")):
        audio = text.with_name(text.name.removesuffix(".normalized.txt") + ".wav")
        words = _words(text)
        yield ListedClip(
            audio.stem, audio=str(audio), text=words, speaker=audio.parent.parent.name,
            licence="CC BY 4.0",
        )  # fmt: skip


def emilia(source: Path, media: Path) -> Iterator[ListedClip]:
    """Emilia's JSON lines: id, wav, text, speaker; of what it says of quality nothing is used."""
    for number, line in _lines(source):
        try:
            row: dict[str, Any] = json.loads(line)
            file = row.get("wav") or row.get("mp3") or f"{row['id']}.mp3"
            yield ListedClip(
                str(row["id"]), audio=str(media / file), text=str(row["text"]),
                speaker=str(row.get("speaker", "")),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"is no clip ({error})", where=f"{source}, {number}") from error


def aligned(source: Path, media: Path) -> Iterator[ListedClip]:
    """GRID and Chem: a folder of alignments `name.align`, films and sounds of that name.

    A line is start, end and a word; silences are left out of the text. Of several files of a
    name, as speakers of GRID have them, the one is taken that shares most folders' names.
    """
    found = _by_stem(media)
    for path in sorted(source.rglob("*.align")):
        words = [line.split()[-1] for _, line in _lines(path)]
        text = " ".join(word for word in words if word not in _SILENCE)
        near = sorted(
            found.get(path.stem, []), key=lambda file: -len({*file.parts} & {*path.parts})
        )
        video = next((str(f) for f in near if f.suffix.lower() in _FILM), str(media / path.stem))
        sound = next((str(f) for f in near if f.suffix.lower() in _SOUND), "")
        place = path.relative_to(source)
        speaker = place.parts[0] if len(place.parts) > 1 else ""
        yield ListedClip(_id(str(place)), video, sound, text=text, speaker=speaker)


def folder(source: Path, media: Path) -> Iterator[ListedClip]:
    """One's own films and recordings: `name.wav` with its words in `name.txt` beside it.

    A film and a recording of one name are one clip, the recording its sound.
    """
    del media
    paths = [p for p in sorted(source.rglob("*")) if p.suffix.lower() in (*_SOUND, *_FILM)]
    films = {p.with_suffix(""): p for p in paths if p.suffix.lower() in _FILM}
    recordings = {p.with_suffix("") for p in paths if p.suffix.lower() in _SOUND}
    for path in paths:
        film = path.suffix.lower() in _FILM
        if film and path.with_suffix("") in recordings:
            continue  # it comes with its recording
        words = path.with_suffix(".txt")
        text = _words(words) if words.exists() else ""
        video = films.get(path.with_suffix(""), "")
        name = _id(str(path.relative_to(source)))
        yield ListedClip(name, str(video), "" if film else str(path), text=text)


KINDS: dict[str, Callable[[Path, Path], Iterator[ListedClip]]] = {
    "v2c": v2c,
    "vggsound": vggsound,
    "audiocaps": audiocaps,
    "libritts": libritts,
    "emilia": emilia,
    "align": aligned,
    "folder": folder,
}


def of_kind(kind: str, source: Path, media: Path | None = None) -> list[ListedClip]:
    """The clips of a data set; `media` is where its files are, else beside `source`.

    Raises UsageError naming the place, also when there is nothing.
    """
    if kind not in KINDS:
        raise UsageError(f"there is no kind of list {kind!r}", hint=f"Kinds: {', '.join(KINDS)}.")
    if not source.exists():
        raise UsageError("is not there", where=str(source))
    beside = source if source.is_dir() else source.parent
    try:
        clips = list(KINDS[kind](source.resolve(), (media or beside).resolve()))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read ({error})", where=str(source)) from error
    if not clips:
        raise UsageError(f"holds nothing of the kind {kind}", where=str(source))
    _check_ids(clips, source)
    return clips


def _words(path: Path) -> str:
    """A file of words. Raises UsageError naming it: a data set has thousands of them."""
    try:
        return path.read_text("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise UsageError("is not UTF-8 text", where=str(path), hint="Save it as UTF-8.") from error


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Lines that are not empty, with where they are."""
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        if line.strip():
            yield f"line {number}", line


def _table(path: Path, columns: int, *, heading: bool = False) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file), 1):
            if (heading and number == 1) or not row:
                continue
            if len(row) != columns or not row[1 if columns == 4 and not heading else 2].isdigit():
                where = f"{path}, line {number}"
                raise UsageError(f"is not a line of {columns} columns with a second", where=where)
            yield row


def _by_stem(folder: Path) -> dict[str, list[Path]]:
    """Films and sounds below a folder by their names: those of several speakers are alike."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (*_FILM, *_SOUND):
            found.setdefault(path.stem, []).append(path)
    return found


def _found(folder: Path, stem: str, endings: Iterable[str]) -> Path:
    """The file of that name with one of the endings; with the first where there is none."""
    tried = [folder / f"{stem}{ending}" for ending in endings]
    return next((path for path in tried if path.exists()), tried[0])


def _id(path: str) -> str:
    return str(Path(path).with_suffix("")).replace("\\", "/").replace("/", "_")
