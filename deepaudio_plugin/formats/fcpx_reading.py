"""Final Cut Pro X XML into an OTIO timeline.

OTIO's adapter counts in whole frames of whole rates, mixes the frames of different formats and
knows no retimes, sync clips, multicam clips, clips that are switched off, nor where a connected
storyline begins; so it is not asked. A sequence becomes a track for each lane, in which everything
lies on the sequence's frames; what is inside compound, sync and multicam clips becomes a stack.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import TimeRange

from deepaudio_plugin.formats.fcpx_times import Run, frame_rate, run_of, seconds
from deepaudio_plugin.formats.fcpx_tracks import (
    AUDIO,
    TRANSITION,
    VIDEO,
    LaidClip,
    frame_at,
    ranged,
    time_of,
    tracks_of,
)

_CLIPS = frozenset(["asset-clip", "clip", "ref-clip", "mc-clip", "sync-clip", "video", "audio"])
_PARTS = frozenset(["video", "audio"])
_STORY = _CLIPS | {"gap", "title"}
_DEEPEST = 64  # compound clips inside compound clips
_MOST = 300_000  # clips, those in compound clips counted as often as they are used
_CURVE = "time map"  # an effect of that name is known for a change of speed
_COLOURS = {"1": otio.schema.MarkerColor.GREEN, "0": otio.schema.MarkerColor.RED}


@dataclass(frozen=True)
class _Row:
    """Where the own time of a row of elements has its zero, and what the row lies in."""

    zero: Fraction
    rate: Fraction  # of the sequence
    lane: int = 0
    depth: int = 0  # in compound clips
    speed: Fraction = Fraction(1)  # of its own time


class ProjectReader:
    """Reads the projects of one file. `notes` tells what was left out."""

    def __init__(self, xml: ET.Element) -> None:
        self._xml = xml
        self._resources = {e.get("id", ""): e for e in xml.findall("resources/*")}
        formats = (frame_rate(form) for form in xml.iter("format"))
        self._first_rate = next((rate for rate in formats if rate), Fraction(24))
        self._left = _MOST
        self._lost: Counter[str] = Counter()

    @property
    def notes(self) -> list[str]:
        return [f"{count} {what}" for what, count in self._lost.items()]

    def root(self) -> Any:
        """The only project as a timeline; else a collection of projects, or of single clips."""
        projects = [p for p in self._xml.iter("project") if p.find("sequence") is not None]
        timelines = [self._timeline(project) for project in projects]
        if len(timelines) == 1:
            return timelines[0]
        collection = otio.schema.SerializableCollection()
        collection.extend(timelines or self._loose())
        return collection

    def _timeline(self, project: ET.Element) -> otio.schema.Timeline:
        sequence = project.find("sequence")
        assert sequence is not None
        rate = self._rate(sequence)
        timeline = otio.schema.Timeline(project.get("name", ""))
        begin = seconds(sequence, "tcStart")
        timeline.tracks.extend(tracks_of(self._sequence(sequence, rate, 0), rate))
        timeline.global_start_time = time_of(begin, rate)
        return timeline

    def _loose(self) -> Iterator[otio.core.Item]:
        """Clips outside of any project, as they lie in an event."""
        for parent in (self._xml, *self._xml.iter("event")):
            for element in parent:
                if element.tag not in _CLIPS:
                    continue
                form = self._resources.get(element.get("format", ""))
                rate = frame_rate(form) or self._first_rate
                for laid in self._placed([element], _Row(Fraction(0), rate)):
                    if laid.item is not None:
                        yield ranged(laid, rate, frame_at(laid.end - laid.begin, rate))

    def _rate(self, sequence: ET.Element) -> Fraction:
        return frame_rate(self._resources.get(sequence.get("format", ""))) or self._first_rate

    def _sequence(self, sequence: ET.Element, rate: Fraction, depth: int) -> Iterator[LaidClip]:
        row = _Row(-seconds(sequence, "tcStart"), rate, depth=depth)
        for spine in sequence.findall("spine"):
            yield from self._placed(spine, row)

    # -- where everything lies ---------------------------------------------------------

    def _placed(self, elements: Iterable[ET.Element], row: _Row) -> Iterator[LaidClip]:
        """Everything in a row, and all that is connected to it."""
        now: Fraction | None = None
        for outer in elements:
            element = outer[0] if outer.tag == "audition" and len(outer) else outer
            at = row.zero + seconds(outer, "offset") / row.speed
            if outer.get("offset") is None and now is not None:
                at = now
            lane = row.lane + int(outer.get("lane", element.get("lane", "0")))
            here = replace(row, zero=at, lane=lane, speed=Fraction(1))
            if element.tag == "spine":
                yield from self._placed(element, here)
            elif element.tag == "transition":
                yield LaidClip(lane, TRANSITION, at, at + seconds(element, "duration"), None)
            elif element.tag in _STORY:
                laid, run = self._laid(element, here)
                yield from laid
                now = laid[0].end
                start = seconds(element, "start")
                connected = [e for e in element if e.get("lane")]
                inner = replace(here, zero=at - start / run.inner, speed=run.inner)
                yield from self._placed(connected, inner)

    def _laid(self, element: ET.Element, here: _Row) -> tuple[list[LaidClip], Run]:
        """An element in its place: the picture, the sound or both; at least its time."""
        self._left -= 1
        if self._left < 0 or here.depth > _DEEPEST:
            raise ValueError(f"it holds more than {_MOST} clips, or compound clips in each other")
        length, rate = self._length(element), here.rate
        begin, end = here.zero, here.zero + length
        run = run_of(element, length, self._media_start(element), rate)
        found = self._items(element, rate, here.depth) if element.tag in _CLIPS else []
        if found and frame_at(end, rate) <= frame_at(begin, rate):
            self._lost["clips are shorter than a frame and left out"] += 1
            found = []
        laid = []
        for kind, item, local in found:
            item.enabled = element.get("enabled", "1") != "0"
            _retime(item, run)
            self._mark(item, element, replace(run, media=run.media + local), rate)
            laid.append(LaidClip(here.lane, kind, begin, end, item, run.media + local))
        return laid or [LaidClip(here.lane, VIDEO, begin, end, None)], run

    def _length(self, element: ET.Element) -> Fraction:
        """How long an element lasts; where it does not say, as long as what it plays."""
        if element.get("duration") is None:
            source = self._resources.get(element.get("ref", ""))
            whole = source.find("sequence") if source is not None else None
            source = whole if whole is not None else source
            if source is not None and source.get("duration") is not None:
                return seconds(source, "duration")
        return seconds(element, "duration")

    def _media_start(self, element: ET.Element) -> Fraction:
        asset = self._resources.get(element.get("ref", ""))
        return seconds(asset, "start") if asset is not None and asset.tag == "asset" else Fraction()

    # -- what an element shows ---------------------------------------------------------

    def _items(
        self, element: ET.Element, rate: Fraction, depth: int
    ) -> list[tuple[str, otio.core.Item, Fraction]]:
        """What a clip plays: its kind, the item, and where in its media the clip's 0 is."""
        name = element.get("name", "")
        resource = self._resources.get(element.get("ref", ""))
        if element.tag == "mc-clip":
            return self._angles(element, resource, rate, depth)
        if element.tag == "ref-clip":
            sequence = resource.find("sequence") if resource is not None else None
            if sequence is None:
                return [(VIDEO, otio.schema.Clip(name), Fraction(0))]
            inner = self._rate(sequence)
            stack = self._stack(name, self._sequence(sequence, inner, depth + 1), inner)
            kind = AUDIO if element.get("srcEnable") == "audio" else VIDEO
            return [(kind, stack, -seconds(sequence, "tcStart"))]
        if element.tag in ("clip", "sync-clip"):
            return self._contained(element, rate, depth)
        return [(*self._source(element, resource, rate, name), Fraction(0))]

    def _source(
        self, element: ET.Element, resource: ET.Element | None, rate: Fraction, name: str
    ) -> tuple[str, otio.schema.Clip]:
        """A clip of one asset or of one generator."""
        sound = element.tag == "audio" or element.get("srcEnable") == "audio"
        if resource is None or resource.tag != "asset":
            made = (resource.get("name", "") if resource is not None else "") or name
            reference: otio.core.MediaReference = otio.schema.GeneratorReference(made, made)
            return (AUDIO if sound else VIDEO), otio.schema.Clip(name, reference)
        copy = resource.find("media-rep")
        url = resource.get("src") or (copy.get("src", "") if copy is not None else "")
        sound = sound or (resource.get("hasVideo") != "1" and resource.get("hasAudio") == "1")
        start, length = seconds(resource, "start"), seconds(resource, "duration")
        known = TimeRange(time_of(start, rate), time_of(length, rate)) if length > 0 else None
        reference = (
            otio.schema.ExternalReference(url, known)
            if url
            else otio.schema.MissingReference(available_range=known)
        )
        return (AUDIO if sound else VIDEO), otio.schema.Clip(name, reference)

    def _contained(
        self, element: ET.Element, rate: Fraction, depth: int
    ) -> list[tuple[str, otio.core.Item, Fraction]]:
        """What lies inside a clip or sync clip, which trims it.

        Pictures and sounds of one clip are clips of their own, whose time is that of their media.
        """
        inside = [e for e in element if e.get("lane") is None and e.tag in (*_STORY, "spine")]
        name = element.get("name", "")
        if len(inside) == 1 and inside[0].tag in {*_PARTS, "gap"}:
            parts = [*_parts(inside[0], Fraction(0))]
            resources = [self._resources.get(part.get("ref", "")) for part, _ in parts]
            return [
                (*self._source(part, resource, rate, name), local)
                for (part, local), resource in zip(parts, resources, strict=True)
            ]
        if not inside:
            return []
        laid = [*self._placed(inside, _Row(Fraction(0), rate, depth=depth + 1))]
        first = min((each.begin for each in laid), default=Fraction(0))
        laid = [replace(e, begin=e.begin - first, end=e.end - first) for e in laid]
        return [(self._kind(laid), self._stack(name, laid, rate), -first)]

    def _angles(
        self, element: ET.Element, media: ET.Element | None, rate: Fraction, depth: int
    ) -> list[tuple[str, otio.core.Item, Fraction]]:
        """The angles that a multicam clip names, picture and sound apart."""
        cameras = media.find("multicam") if media is not None else None
        if cameras is None:
            return [(VIDEO, otio.schema.Clip(element.get("name", "")), Fraction(0))]
        angles = {angle.get("angleID"): angle for angle in cameras.findall("mc-angle")}
        begin = seconds(cameras, "tcStart")
        found: list[tuple[str, otio.core.Item, Fraction]] = []
        for kind, enabling in ((VIDEO, ("all", "video")), (AUDIO, ("audio",))):
            named = [
                angles.get(source.get("angleID"))
                for source in element.findall("mc-source")
                if source.get("srcEnable", "all") in enabling
            ]
            chosen = [angle for angle in named if angle is not None][:1]
            if kind == VIDEO and not element.findall("mc-source"):
                chosen = [*angles.values()][:1]
                self._lost["multicam clips name no angle: their first is shown"] += 1
            for angle in chosen:
                inner = self._rate(cameras)
                laid = self._placed(angle, _Row(-begin, inner, depth=depth + 1))
                stack = self._stack(element.get("name", ""), laid, inner)
                found.append((kind, stack, -begin))
        return found

    def _kind(self, laid: list[LaidClip]) -> str:
        sounds = {each.kind == AUDIO for each in laid if each.item is not None}
        return AUDIO if sounds == {True} else VIDEO

    def _stack(self, name: str, laid: Iterable[LaidClip], rate: Fraction) -> otio.schema.Stack:
        return otio.schema.Stack(name, children=tracks_of(laid, rate))

    def _mark(self, item: otio.core.Item, element: ET.Element, run: Run, rate: Fraction) -> None:
        """The markers of an element, in the time of what it plays."""
        start = seconds(element, "start")
        for marker in element.findall("marker"):
            at = run.media + (seconds(marker, "start") - start) * run.speed / run.inner
            marked = TimeRange(time_of(at, rate), time_of(seconds(marker, "duration"), rate))
            colour = _COLOURS.get(marker.get("completed", ""), otio.schema.MarkerColor.PURPLE)
            item.markers.append(otio.schema.Marker(marker.get("value", ""), marked, colour))


def _parts(element: ET.Element, local: Fraction) -> Iterator[tuple[ET.Element, Fraction]]:
    """Pictures and sounds of a clip, with the second of each that is at the clip's own 0."""
    local += seconds(element, "start") - seconds(element, "offset")
    if element.tag != "gap":
        yield element, local
    for child in element:
        if child.tag in _PARTS:
            yield from _parts(child, local)


def _retime(item: otio.core.Item, run: Run) -> None:
    if run.speed != 1:
        item.effects.append(otio.schema.LinearTimeWarp(time_scalar=float(run.speed)))
    if run.curved:
        item.effects.append(otio.schema.Effect(name=_CURVE, effect_name=_CURVE))
