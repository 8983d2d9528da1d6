"""Captions that the timeline itself holds: subtitle tracks, markers, Final Cut's captions.

Subtitle tracks are tracks whose kind says so ("Subtitle", "Caption", "Text" …); each clip
is a caption whose text is in its metadata, its generator's parameters or its name.

A marker is a caption only when it says so, because most markers are notes to a colleague
and must never be spoken. In this order:

1. `marker.metadata["deepaudio"]` with `text` (else the name), and optionally `kind`
   ("line" or "sound"), `speaker`, `language`;
2. a label at the start of its name or comment: `VO:`, `LINE:`, `DIALOGUE:`, `ADR:` … for
   what is spoken, `SFX:`, `SOUND:`, `FOLEY:` … for what is heard; a name that is only the
   label takes the comment as its text. `ADR:` also begins spotting notes ("boom in shot"),
   so what follows it is spoken only as a sentence or a quotation is written;
3. a name or comment that begins with a speaker in capitals, `MARA: We should go.` (but not
   with a department, `VFX:`, `TODO:`, `GRADE:`, or a marker's colour, `GREEN:`);
4. a name or comment that is a description in square brackets, `[door slams]`.

A marker's range is in the time of the item it is on, as OTIO defines it: media time of a
clip from its source_range's start (retimes are not applied), a track's or stack's own
time. Markers outside the part of a clip that is used are not in the cut and are passed
over, as is everything disabled. A marker of at most one frame is a point: a line then has
the time it takes to say it, a sound one second.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.problems import Problem, report
from deepaudio_plugin.subtitles.captions import Caption, Kind
from deepaudio_plugin.subtitles.fcpxml_captions import captions_of, sequence_of, titles_of
from deepaudio_plugin.subtitles.lexicon import DEPARTMENTS, MARKER_COLOURS
from deepaudio_plugin.subtitles.notices import counted, examples
from deepaudio_plugin.subtitles.speakers import split_speaker
from deepaudio_plugin.timeline.ticks import PER_SECOND, BadTimeError, per_frame, ticks

if TYPE_CHECKING:
    from deepaudio_plugin.timeline.document import Document

METADATA = "deepaudio"
SPEAKING_RATE = 14  # characters a second at an easy pace
SHORTEST_S = 1

_SUBTITLE_KINDS = re.compile(r"(timed|closed)?[ _]?(subtitles?|captions?|text)")
_OWN_TRACKS = ("deepaudio speech", "deepaudio audio", "deepaudio mix")
_TEXT_KEYS = ("text", "caption", "subtitle", "content", "Text", "Caption", "Subtitle", "Content")
_SPEAKER_KEYS = ("speaker", "actor", "character", "Speaker", "Actor", "Character")
_LABEL = re.compile(
    r"(?:(?P<line>vo|v\.o\.|voice[ -]?over|line|dialogue|dialog|speech|adr|say)"
    r"|(?P<sound>sfx|fx sound|sound|sound effect|foley|ambience|atmos))\s*(?::\s*(?P<text>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE = re.compile(r"[.!?…][\"'”’»]*$|^[\"“«].*[\"”»]$", re.DOTALL)
_DESCRIPTION = re.compile(r"\[[^\[\]]+\]")


@dataclass(frozen=True)
class _Found:
    """A marker's caption before it has a place."""

    text: str
    kind: Kind | None = None
    speaker: str = ""
    language: str = ""


@dataclass(frozen=True)
class TimelineMarker:
    """A marker that the cut shows: a line, a sound, or a note for people."""

    range: TimeRange  # in zero-based timeline time
    name: str
    comment: str = ""
    colour: str = ""  # as OTIO has it: "RED", "GREEN" …
    id: str = ""  # of its cue; "" for a note


@dataclass(frozen=True)
class _Span:
    """Where an item's own time lies: own `begin` is timeline `at`; shown from `lo` to `hi`.

    All in ticks; `lo` and `hi` are timeline times.
    """

    at: int
    begin: int
    lo: int
    hi: int


def read_embedded(document: Document, problems: list[Problem]) -> list[Caption]:
    """Captions of a timeline's subtitle tracks and markers, in the timeline's order."""
    found: list[Caption] = []
    bad: list[Problem] = []
    stack = document.timeline.tracks
    length, begin = _length(stack), _begin(stack)
    reader = _Reader(found, bad, programme_start=_ticks_or(document.start, 0), length=length)
    reader.composition(stack, _Span(0, begin, 0, length), top=True)
    report(problems, bad)
    if reader.doubtful:
        message = (
            f"{counted(len(reader.doubtful), 'marker', 'markers')} taken for notes: not spoken"
        )
        message += f" ({examples(reader.doubtful)})"
        hint = "Begin a marker with LINE: to have it spoken."
        problems.append(Problem(document.path.name, message, hint, note=True))
    return [*found, *_final_cut_captions(document, problems)]


def read_markers(document: Document) -> list[TimelineMarker]:
    """The markers of a timeline in order of time, those that are no captions too."""
    stack = document.timeline.tracks
    length = _length(stack)
    start = _ticks_or(document.start, 0)
    reader = _Reader([], [], programme_start=start, length=length)
    reader.composition(stack, _Span(0, _begin(stack), 0, length), top=True)
    return sorted(reader.seen, key=lambda marker: marker.range.start_time)


def _final_cut_captions(document: Document, problems: list[Problem]) -> list[Caption]:
    """Captions of a Final Cut Pro project; a note tells of its titles."""
    if document.path.suffix.lower() != ".fcpxml":
        return []
    try:
        xml = ET.parse(document.path).getroot()
    except (OSError, ET.ParseError, LookupError, ValueError):
        return []
    sequence = sequence_of(xml, document.timeline.name)
    name = document.path.name
    if sequence is None:
        count = sum(1 for _ in xml.iter("caption"))
        if count:
            message = f"{counted(count, 'caption is', 'captions are')} not read: several projects"
            problems.append(Problem(name, message, "Export one project.", note=True))
        return []
    if titles := titles_of(sequence):
        message = f"{counted(len(titles), 'title is', 'titles are')} not spoken"
        problems.append(Problem(name, f"{message} ({examples(titles)})", note=True))
    return [
        Caption(
            id=f"captions#{number}",
            range=_range(round(row.begin * PER_SECOND), round(row.end * PER_SECOND), document.rate),
            text=row.text,
            language=row.language,
            source=f"{name} caption {number}",
        )
        for number, row in enumerate(captions_of(sequence), 1)
    ]


def is_marker(caption: Caption) -> bool:
    """Whether a caption was a marker, which has said itself that it is one."""
    return "/marker#" in caption.id and caption.source.startswith("marker ")


@dataclass
class _Reader:
    """One walk over a timeline; captions and problems are appended as they are met."""

    found: list[Caption]
    bad: list[Problem]
    programme_start: int
    length: int
    counts: dict[str, int] = field(default_factory=dict)  # captions by track name
    doubtful: list[str] = field(default_factory=list)  # markers that may be lines or notes
    seen: list[TimelineMarker] = field(default_factory=list)  # all that the cut shows

    def composition(self, item: otio.core.Composition, span: _Span, *, top: bool = False) -> None:
        self.markers(item, span, item.name or "timeline", top=top)
        if isinstance(item, otio.schema.Track):
            self.track(item, span)
            return
        for child in item:
            if isinstance(child, otio.core.Item) and child.enabled and not _is_ours(child):
                self.item(child, span.at - span.begin, span)

    def track(self, track: otio.schema.Track, span: _Span) -> None:
        subtitles = _SUBTITLE_KINDS.fullmatch(str(track.kind).lower()) is not None
        now = span.at - span.begin
        for child in track:
            if isinstance(child, otio.schema.Transition):
                continue
            length = _length(child)
            if child.enabled and now < span.hi and now + length > span.lo:
                if subtitles and isinstance(child, otio.schema.Clip):
                    self.subtitle(child, track, now, span)
                self.item(child, now, span, length)
            now += length

    def item(self, item: otio.core.Item, at: int, parent: _Span, length: int | None = None) -> None:
        """An item that begins at timeline time `at`, seen as far as its parent shows it."""
        is_composition = isinstance(item, otio.core.Composition)
        if not is_composition and not item.markers:
            return
        length = _length(item) if length is None else length
        span = _Span(at, _begin(item), max(parent.lo, at), min(parent.hi, at + length))
        if is_composition:
            self.composition(item, span)
        else:
            self.markers(item, span, item.name or "clip")

    def subtitle(
        self, clip: otio.schema.Clip, track: otio.schema.Track, at: int, span: _Span
    ) -> None:
        """One clip of a subtitle track."""
        text = _clip_text(clip)
        if not text.strip():
            return
        start, end = max(at, span.lo), min(at + _length(clip), span.hi)
        rate = clip.source_range.duration.rate if clip.source_range else clip.duration().rate
        name = track.name or "subtitles"
        index = self.counts[name] = self.counts.get(name, 0) + 1
        self.found.append(
            Caption(
                id=f"{name}#{index}",
                range=_range(start, end, rate),
                text=text,
                speaker=_first_text(_held(clip), _SPEAKER_KEYS),
                source=f"track {name!r} clip {index}",
            )
        )

    def markers(self, item: otio.core.Item, span: _Span, owner: str, *, top: bool = False) -> None:
        for number, marker in enumerate(item.markers, 1):
            found = _marker_caption(marker, self.doubtful)
            self.note(marker, found, span, f"{owner}/marker#{number}" if found else "", top=top)
            if found is None:
                continue
            where = f"marker {marker.name or number!r} on {owner!r}"
            try:
                placed = self.placed(marker, found, span, top)
            except BadTimeError as error:
                self.bad.append(Problem(where, f"{error}: left out", "Correct the marker's time."))
                continue
            if placed is not None:
                row = Caption(f"{owner}/marker#{number}", placed, found.text, found.speaker)
                self.found.append(
                    replace(row, language=found.language, source=where, kind=found.kind)
                )

    def note(
        self,
        marker: otio.schema.Marker,
        found: _Found | None,
        span: _Span,
        cue: str,
        *,
        top: bool,
    ) -> None:
        """Remember a marker that the cut shows, unless it is one of ours."""
        own = _held(marker).get(METADATA)
        if isinstance(own, Mapping) and own.get("job"):
            return
        try:
            at = self.placed(marker, found or _Found("", "sound"), span, top)
        except BadTimeError:
            return  # told of where it is a line
        if at is not None:
            name, comment = marker.name or "", _comment(marker, _held(marker))
            colour = str(marker.color or "")
            self.seen.append(TimelineMarker(at, name, comment, colour, cue))

    def placed(
        self, marker: otio.schema.Marker, found: _Found, span: _Span, top: bool
    ) -> TimeRange | None:
        """A marker's timeline range, or None when the cut does not show it."""
        own = marker.marked_range
        rate = own.start_time.rate
        start = span.at + ticks(own.start_time) - span.begin
        length = max(0, ticks(own.duration)) if own.duration.value else 0
        if top and self.programme_start <= start - span.at and start >= self.length:
            start -= self.programme_start  # some hosts write timecode on the timeline's markers
        if not span.lo <= start < span.hi and not top:
            return None
        if length <= per_frame(rate):
            length = _natural_length(found, rate)
            # A guessed length is never worth a report that it was cut.
            length = min(length, self.length - start) if start < self.length else length
        return _range(start, start + length, rate)


# -- what a marker says -------------------------------------------------------------


def _marker_caption(marker: otio.schema.Marker, doubtful: list[str]) -> _Found | None:
    """What a marker says when it is a caption (see the module's rule), or None.

    What may be a line or a note is added to `doubtful`.
    """
    metadata = _held(marker)
    name, comment = marker.name or "", _comment(marker, metadata)
    if isinstance(own := metadata.get(METADATA), Mapping):
        return _from_metadata(own, name)
    for text, other in ((name.strip(), comment.strip()), (comment.strip(), "")):
        if _may_be_a_note(text, other):
            doubtful.append(text)
            return None
        if label := _LABEL.fullmatch(text):
            said = (label["text"] or "").strip() or other
            # A bare word such as "Sound" is a label only with something to label.
            if said and (label["text"] is not None or other):
                return _Found(said, "sound" if label["sound"] else None)
        speaker, _ = split_speaker(text, capitals_only=True)
        if speaker and not _is_department(speaker):
            return _Found(text)
        if _DESCRIPTION.fullmatch(text) and not _is_department(text[1:-1]):
            return _Found(text, "sound" if not any(c in text for c in "♪♫") else None)
    return None


def _may_be_a_note(text: str, other: str) -> bool:
    """Whether a spotting note or a marker's colour begins as a line does."""
    label = _LABEL.fullmatch(text)
    if label and (label["line"] or "").lower() == "adr":
        said = (label["text"] or "").strip() or other
        return bool(said) and not _SENTENCE.search(said)
    return split_speaker(text, capitals_only=True)[0].lower() in MARKER_COLOURS


def _from_metadata(own: Mapping[str, Any], name: str) -> _Found | None:
    text = str(own.get("text") or name)
    kind = own.get("kind")
    if not text.strip() or own.get("job") or kind not in (None, "", "line", "sound"):
        return None
    speaker, language = str(own.get("speaker") or ""), str(own.get("language") or "")
    return _Found(text, "sound" if kind == "sound" else None, speaker, language)


def _held(item: otio.core.SerializableObjectWithMetadata) -> dict[str, Any]:
    """Metadata as a dict: OTIO's own mapping takes microseconds for every key asked."""
    metadata = item.metadata
    return dict(metadata) if len(metadata) else {}


def _comment(marker: otio.schema.Marker, metadata: Mapping[str, Any]) -> str:
    """The comment, where OTIO's own field is empty also from where hosts keep it."""
    places = (("Resolve_OTIO", "Note"), ("fcp_xml", "comment"), ("AAF", "Comment"))
    if marker.comment:
        return str(marker.comment)
    for namespace, key in places:
        held = metadata.get(namespace)
        if isinstance(held, Mapping) and isinstance(held.get(key), str):
            return str(held[key])
    return ""


def _is_department(text: str) -> bool:
    words = re.split(r"[\s/_-]+", text.lower())
    return words[0].strip("#:.0123456789") in DEPARTMENTS | {""}


def _natural_length(found: _Found, rate: float) -> int:
    """How long a point marker's caption lasts, in ticks: whole frames at `rate`."""
    wanted = Fraction(SHORTEST_S)
    if found.kind is None:
        wanted = max(wanted, Fraction(len(found.text), SPEAKING_RATE))
    frame = per_frame(rate)
    return round(-(-wanted * PER_SECOND // frame) * frame)


# -- what a subtitle clip says ------------------------------------------------------


def _clip_text(clip: otio.schema.Clip) -> str:
    text = _first_text(_held(clip), _TEXT_KEYS)
    reference = clip.media_reference
    if not text and isinstance(reference, otio.schema.GeneratorReference):
        text = _first_text(reference.parameters, _TEXT_KEYS)
    return text or clip.name or ""


def _first_text(metadata: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The first text under one of `keys`, at the top or inside one namespace."""
    levels = [metadata, *(value for value in metadata.values() if isinstance(value, Mapping))]
    for level in levels:
        for key in keys:
            if isinstance(level.get(key), str) and level[key].strip():
                return str(level[key])
    return ""


def _is_ours(item: otio.core.Item) -> bool:
    """Whether a track was written by an earlier run: what it says was a cue already."""
    return str(item.name).lower().startswith(_OWN_TRACKS)


# -- places in time -----------------------------------------------------------------


def _begin(item: otio.core.Item) -> int:
    """Where an item's own time begins, in ticks."""
    if item.source_range is not None:
        return _ticks_or(item.source_range.start_time, 0)
    if isinstance(item, otio.schema.Clip) and item.media_reference.available_range is not None:
        return _ticks_or(item.media_reference.available_range.start_time, 0)
    return 0


def _length(item: otio.core.Item) -> int:
    """How long an item is in ticks; 0 when nobody says, as for the shots."""
    if item.source_range is not None:
        return max(0, _ticks_or(item.source_range.duration, 0))
    if isinstance(item, otio.schema.Stack):
        return max((_length(child) for child in item), default=0)
    if isinstance(item, otio.schema.Track):
        return sum(_length(c) for c in item if not isinstance(c, otio.schema.Transition))
    try:
        return max(0, ticks(item.duration()))
    except (otio.exceptions.OTIOError, BadTimeError, ValueError, NotImplementedError):
        return 0  # also of what a schema of nobody's knows no length


def _ticks_or(time: RationalTime, other: int) -> int:
    try:
        return ticks(time)
    except BadTimeError:
        return other


def _range(start: int, end: int, rate: float) -> TimeRange:
    """Ticks as a range at `rate`, exact where the times are frames of it."""
    frame = per_frame(rate)
    first, last = Fraction(start) / frame, Fraction(end) / frame
    return TimeRange(RationalTime(float(first), rate), RationalTime(float(last - first), rate))
