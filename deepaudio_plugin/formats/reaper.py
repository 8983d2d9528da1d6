"""Reaper projects, in which every alternative of a line or shot is a take of its item.

The text is written and read by the library `rpp`; what the entries mean is from projects that
Reaper has saved: of `VOLPAN` the item's volume, then the take's pan and volume; of `TAKEVOLPAN`
the same without the item's; of `FADEIN` the shape, then the length in seconds. Items lie in
seconds from the project's start, which `PROJOFFS` names; a take begins `SOFFS` into its file.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from deepaudio_plugin.formats.flat import lay_flat
from deepaudio_plugin.formats.prepare import (
    count_from_first_frames,
    emptied,
    generators_to_gaps,
    our_media,
)
from deepaudio_plugin.formats.reaper_items import ReaperItem, ReaperTake, items_of
from deepaudio_plugin.formats.speakers import part_speakers
from deepaudio_plugin.ownership.ours import channels
from deepaudio_plugin.timeline.flatten import is_video
from deepaudio_plugin.timeline.links import foreign_path, local_path
from deepaudio_plugin.timeline.timing import exact_rate, is_drop_frame

KIND = "rpp"

_VERSION = "7.0/DeepAudio"
_SHAPE = "1"  # of fades: Reaper's own choice
_EDGE = Fraction(5, 1000)
"""Seconds over which a clip of ours begins and ends, as the mix has it: without a click."""
_SOURCES = {
    **dict.fromkeys((".wav", ".bwf", ".aif", ".aiff"), "WAVE"),
    **{".mp3": "MP3", ".flac": "FLAC", ".ogg": "VORBIS"},
}


def is_installed() -> bool:
    """Whether the library is there that reads and writes these projects."""
    return importlib.util.find_spec("rpp") is not None


def write(timeline: otio.schema.Timeline, path: Path) -> list[str]:
    """Write the timeline."""
    import rpp

    notes = [
        "a Reaper project from here holds no effects and no markers on clips; it has not been "
        "tried in Reaper"
    ]
    notes += lay_flat(timeline) + generators_to_gaps(timeline)
    notes += emptied(timeline, (otio.schema.ImageSequenceReference,), "image sequences")
    count_from_first_frames(timeline)
    part_speakers(timeline)
    rate = exact_rate(timeline.duration().rate)
    tracks = [t for t in timeline.tracks if isinstance(t, otio.schema.Track)]
    pictures = [track for track in reversed(tracks) if is_video(track)]  # the topmost is first
    sounds = [track for track in tracks if not is_video(track)]
    ours = {str(media.target_url) for media in our_media(timeline)}
    silent = any(True for t in sounds for c in t.find_clips() if not _plays(c, ours))
    odd = 0
    project = _project(timeline, rate)
    for number, track in enumerate([*pictures, *sounds], start=1):
        items = items_of(track, rate, lambda url: _EDGE if url in ours else Fraction(0))
        odd += sum(item.is_odd for item in items)
        quiet = silent and is_video(track)
        project.append(_track(track, number, items, path.parent, quiet=quiet))
    path.write_text(rpp.dumps(project), encoding="utf-8", newline="\n")
    _check(path, [len(track) for track in project.findall("TRACK")])
    notes += ["sound of pictures is off: it is on tracks of its own"] if silent and pictures else []
    notes += [f"{odd} clips play forwards at normal speed: they froze or ran backwards"] * (odd > 0)
    return notes


def read(path: Path) -> Any:
    """The tree of a project. Raises ValueError for what is none."""
    import rpp

    project = rpp.loads(path.read_text(encoding="utf-8"))
    if getattr(project, "tag", "") != "REAPER_PROJECT":
        raise ValueError("it is no Reaper project")
    return project


def _check(path: Path, wanted: list[int]) -> None:
    if [len(track) for track in read(path).findall("TRACK")] != wanted:
        raise ValueError("it is not what was written")


def _plays(clip: otio.schema.Clip, urls: set[str]) -> bool:
    return (getattr(clip.media_reference, "target_url", "") or "") in urls


def _project(timeline: otio.schema.Timeline, rate: Fraction) -> Any:
    from rpp import Element

    start = timeline.global_start_time
    begins = Fraction(0) if start is None else round(start.value) / rate
    nominal, counts = round(rate), 1 if is_drop_frame(float(rate)) else 0
    if not counts and rate.denominator != 1:
        counts = 2  # the nominal rate's labels, none left out
    project = Element("REAPER_PROJECT", ["0.1", _VERSION, "0"])
    project.append(["PROJOFFS", _number(begins), "0", "0"])
    project.append(["TIMEMODE", "1", "5", "-1", str(nominal), str(counts), "0", "-1"])
    project.append(["SAMPLERATE", "48000", "1", "0"])
    for number, marker in enumerate(timeline.tracks.markers, start=1):
        at = round(marker.marked_range.start_time.rescaled_to(float(rate)).value) / rate
        project.append(["MARKER", str(number), _number(at), _line(marker.name), "0"])
    return project


def _track(
    track: otio.schema.Track,
    number: int,
    items: Sequence[ReaperItem],
    folder: Path,
    *,
    quiet: bool,
) -> Any:
    from rpp import Element

    widest = max((channels(m.metadata) for m in _media(track)), default=1)
    made = Element("TRACK", [])
    made.append(["NAME", _line(track.name or f"Track {number}")])
    made.append(["VOLPAN", "1", "0", "-1", "-1", "1"])
    made.append(["MUTESOLO", "0" if track.enabled else "1", "0", "0"])
    made.append(["NCHAN", str(max(2, widest + widest % 2))])
    made.extend(_item(item, folder, quiet=quiet) for item in items)
    return made


def _media(track: otio.schema.Track) -> Iterator[Any]:
    for clip in track.find_clips():
        yield from clip.media_references().values()


def _item(item: ReaperItem, folder: Path, *, quiet: bool) -> Any:
    from rpp import Element

    made = Element("ITEM", [])
    made.extend(
        [
            ["POSITION", _number(item.start)],
            ["SNAPOFFS", "0"],
            ["LENGTH", _number(item.length)],
            ["LOOP", "0"],
            ["ALLTAKES", "0"],
            ["FADEIN", _SHAPE, _number(item.fade_in), "0", _SHAPE, "0", "0", "0"],
            ["FADEOUT", _SHAPE, _number(item.fade_out), "0", _SHAPE, "0", "0", "0"],
            ["MUTE", "0" if item.plays else "1", "0"],
            ["SEL", "0"],
        ]
    )
    gain = "0" if quiet else "1"
    level = _number(Fraction(10 ** (item.gain_db / 20)).limit_denominator(1_000_000))
    for number, take in enumerate(item.takes):
        if number:
            made.append(["TAKE", "SEL"] if number == item.chosen else "TAKE")
        made.append(["NAME", _line(take.name)])
        volume = ["TAKEVOLPAN", "0"] if number else ["VOLPAN", level, "0"]
        made.append([*volume, gain, "-1"])
        made.append(["SOFFS", _number(take.skipped)])
        made.append(["PLAYRATE", _number(item.speed), "1", "0", "-1", "0", "0.0025"])
        made.append(["CHANMODE", "0"])
        if take.url:
            source = Element("SOURCE", [_source(take)], [["FILE", _file(take.url, folder)]])
            made.append(source)
    return made


def _source(take: ReaperTake) -> str:
    return _SOURCES.get(Path(take.url).suffix.lower(), "VIDEO")


def _file(url: str, folder: Path) -> str:
    """A file as Reaper names it: relative to the project where it lies below it."""
    path = local_path(url, folder)
    if path is None:
        foreign = foreign_path(url)
        return url if foreign is None else str(foreign)
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return str(path)


def _number(value: Fraction) -> str:
    text = f"{float(value):.12f}".rstrip("0").rstrip(".")
    return text or "0"


def _line(text: str) -> str:
    """A text that fits into one line of a project."""
    return " ".join(text.split())
