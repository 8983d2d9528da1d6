"""What is said, for hosts that read no subtitles from a timeline: markers and an SRT."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from deepaudio_plugin.hosts.dialects.fixes import marker
from deepaudio_plugin.hosts.dialects.tree import Node, held, in_ticks, our_clips, used_range
from deepaudio_plugin.timeline.ticks import seconds
from deepaudio_plugin.timeline.timing import exact_rate


@dataclass(frozen=True)
class SpokenLine:
    """One spoken line, in seconds from the timeline's first frame."""

    start_s: float
    end_s: float
    text: str


def spoken_lines(timeline: Node) -> list[SpokenLine]:
    """The lines of the speech tracks in the order of their starts."""
    return sorted(_lines(timeline), key=lambda line: (line.start_s, line.end_s))


def _lines(timeline: Node) -> Iterator[SpokenLine]:
    for _, clip in our_clips(timeline):
        said = held(clip, "deepaudio")
        text = str(said.get("text") or "").strip()
        if said.get("stem") == "speech" and text:
            start = float(said.get("start_s") or 0)
            yield SpokenLine(start, start + float(said.get("duration_s") or 0), text)


def srt(spoken: list[SpokenLine]) -> str:
    """The lines as a SubRip file."""
    blocks = [
        f"{number}\n{_clock(line.start_s)} --> {_clock(line.end_s)}\n{line.text}\n"
        for number, line in enumerate(spoken, 1)
    ]
    return "\n".join(blocks)


def _clock(time: float) -> str:
    milliseconds = max(0, round(time * 1000))
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d},{rest % 1000:03d}"


def mark_lines(timeline: Node, counted_from: Literal["media", "clip"] = "media") -> None:
    """A marker with its text on every clip of speech, as long as the clip.

    OTIO counts a clip's markers in its media's time; `counted_from` "clip" is for hosts
    that count from the clip's first frame. A marker says whose it is, so that its text is
    never taken for a line to speak.
    """
    for _, clip in our_clips(timeline):
        said = held(clip, "deepaudio")
        text, used = str(said.get("text") or "").strip(), used_range(clip)
        if said.get("stem") != "speech" or not text or not used:
            continue
        rate = float(used["duration"]["rate"])
        first = seconds(in_ticks(used["start_time"])) * float(exact_rate(rate))
        mark = marker(
            text,
            round(first) if counted_from == "media" else 0,
            float(used["duration"]["value"]),
            rate,
        )
        mark["metadata"] = {"deepaudio": {"job": said.get("job"), "text": text}}
        clip["markers"] = [*(clip.get("markers") or []), mark]
