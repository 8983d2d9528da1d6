"""Readers of lists, one for each format: lines to items.

In lists without names a line's files are called by its number, `00000000.wav`, as the authors'
scripts call them. A line that cannot be read costs that line: it is named, and counted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deepaudio.evaluation.items import Item

TSV_COLUMNS = (
    "id", "video", "audio", "start_s", "end_s", "text", "speaker", "caption",
    "prompt_audio", "prompt_text", "prompt_video", "cue_start_s", "cue_end_s", "events_s",
)  # fmt: skip
"""Columns of one's own lists that mean something here.

`start_s` and `end_s` are a range of video and audio, counted from their beginning; all other
times count from the range's start. `events_s` are seconds between spaces, or `none` where nothing
happens; empty means that nobody knows."""

ROOT_MARK = "<VTS_DATA_ROOT>"  # what CineDub's lists have for the folder of the data
_NONE = ("", "None")


@dataclass
class ListReading:
    """A list while it is read."""

    path: Path
    root: Path
    problems: list[str] = field(default_factory=list)

    def file(self, text: str | None) -> Path | None:
        """A path of the list; a relative one counts from the root."""
        if text is None or text.strip() in _NONE:
            return None
        path = Path(text.strip().replace(ROOT_MARK, str(self.root)))
        return path if path.is_absolute() else self.root / path


def v2c(lines: list[str], reading: ListReading) -> Iterator[Item]:
    """Six columns: wav, video and text of the prompt, then of the target."""
    for number, where, columns in _rows(lines, reading, 6):
        prompt_audio, prompt_video, prompt_text, audio, video, text = columns
        yield Item(
            id=f"{number:08d}",
            where=where,
            video=reading.file(video),
            audio=reading.file(audio),
            text=text.strip(),
            speaker=speaker_of(audio),
            prompt_audio=reading.file(prompt_audio),
            prompt_text=prompt_text.strip(),
            prompt_video=reading.file(prompt_video),
        )


def librispeech(lines: list[str], reading: ListReading) -> Iterator[Item]:
    """Six columns: utterance, seconds and text of the prompt, then of the target."""
    for number, where, columns in _rows(lines, reading, 6):
        prompt, _, prompt_text, target, _, text = columns
        yield Item(
            id=f"{number:08d}",
            where=where,
            other_names=(Path(target).stem,),
            audio=reading.file(_utterance(target)),
            text=text.strip(),
            speaker=speaker_of(target),
            prompt_audio=reading.file(_utterance(prompt)),
            prompt_text=prompt_text.strip(),
        )


def _utterance(name: str) -> str:
    """Where LibriSpeech keeps an utterance: 4992/41806/4992-41806-0009.flac."""
    parts = name.split("-")
    if "/" in name or len(parts) != 3:
        return name
    return f"{parts[0]}/{parts[1]}/{name}.flac"


def scp(lines: list[str], reading: ListReading) -> Iterator[Item]:
    """Three columns: video, text, wav."""
    for number, where, (video, text, audio) in _rows(lines, reading, 3):
        yield Item(
            id=f"{number:08d}",
            where=where,
            video=reading.file(video),
            audio=reading.file(audio),
            text=text.strip(),
            speaker=speaker_of(audio),
        )


def json_lines(lines: list[str], reading: ListReading) -> Iterator[Item]:
    """CineDub's: a JSON object a line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{reading.path.name}:{number}"
        try:
            values = json.loads(line)
            yield _of_json(values, where, reading)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            reading.problems.append(f"{where}: not an object that is understood ({error})")


def _of_json(values: dict[str, object], where: str, reading: ListReading) -> Item:
    def text(*names: str) -> str:
        return next((str(values[n]) for n in names if values.get(n) is not None), "")

    audio, video = text("wav", "wav_path"), text("video_path", "video")
    name = text("id") or Path(audio or video).stem
    if not name:
        raise KeyError("neither id nor wav nor video_path")
    said = values.get("multispk_trans") or {}
    if not isinstance(said, dict):
        raise TypeError("multispk_trans is no object of texts")
    return Item(
        id=name,
        where=where,
        video=reading.file(video),
        audio=reading.file(audio),
        text=text("trans", "text").strip(),
        speaker=text("speaker", "video_id") or speaker_of(audio),
        caption=text("caption"),
        prompt_audio=reading.file(text("ref_wav")),
        prompt_text=text("ref_trans").strip(),
        prompt_video=reading.file(text("ref_video_path")),
        speakers={str(who): str(what) for who, what in said.items()},
    )


def own(lines: list[str], reading: ListReading) -> Iterator[Item]:
    """A first line of names, tab-separated."""
    first = next(i for i, line in enumerate(lines) if line.strip())
    names = [name.strip() for name in lines[first].split("\t")]
    unknown = [name for name in names if name not in (*TSV_COLUMNS, "split", "licence")]
    if unknown:
        reading.problems.append(f"columns that mean nothing here: {', '.join(unknown)}")
    for number, line in enumerate(lines[first + 1 :], first + 2):
        if not line.strip():
            continue
        where = f"{reading.path.name}:{number}"
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(names):
            reading.problems.append(f"{where}: {len(cells)} columns for {len(names)} names")
            continue
        values = dict(zip(names, cells, strict=False))
        try:
            yield _of_own(values, where, reading)
        except ValueError as error:
            reading.problems.append(f"{where}: {error}")


def _of_own(values: dict[str, str], where: str, reading: ListReading) -> Item:
    if not values.get("id"):
        raise ValueError("the id is empty")
    cue = [_number(values.get(name)) for name in ("cue_start_s", "cue_end_s")]
    events = values.get("events_s", "")
    return Item(
        id=values["id"],
        where=where,
        video=reading.file(values.get("video")),
        audio=reading.file(values.get("audio")),
        text=values.get("text", ""),
        speaker=values.get("speaker", ""),
        caption=values.get("caption", ""),
        prompt_audio=reading.file(values.get("prompt_audio")),
        prompt_text=values.get("prompt_text", ""),
        prompt_video=reading.file(values.get("prompt_video")),
        start_s=_number(values.get("start_s")),
        end_s=_number(values.get("end_s")),
        cue=(cue[0], cue[1]) if cue[0] is not None and cue[1] is not None else None,
        events_s=_times(events),
    )


def _rows(
    lines: list[str], reading: ListReading, count: int
) -> Iterator[tuple[int, str, list[str]]]:
    """Number from 0, place and columns of each line; a bad one keeps its number."""
    for number, line in enumerate(lines):
        where = f"{reading.path.name}:{number + 1}"
        columns = line.strip("\r\n").split("\t")
        if len(columns) == count:
            yield number, where, columns
        else:
            reading.problems.append(f"{where}: {len(columns)} columns instead of {count}")


def _times(text: str) -> tuple[float, ...] | None:
    if text == "none":
        return ()
    return tuple(float(time) for time in text.split()) if text else None


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def speaker_of(path: str) -> str:
    """Who speaks in a file, by its name: what stands before its first number.

    `Gobber-00-0235.wav` is Gobber's; in GRID and LibriSpeech, whose names begin with numbers or
    are nothing else, the folder or the first number says who: `s1/bbaf2n.wav`, `4992-41806-0009`.
    """
    stem = Path(path).stem
    named = re.match(r"(.*?[^\W\d_])[-_@]+\d", stem)
    if named:
        return named[1]
    numbered = re.match(r"(\d+)-\d+-\d+$", stem)
    return numbered[1] if numbered else Path(path).parent.name
