"""Which clip is visible when: nested tracks and stacks folded into one row of pieces.

`otio.algorithms.flatten_stack` is not used: it forgets transitions and the retimes of
nested compositions, copies every clip, and asks `range_in_parent` of each, which takes time
in the square of a track's length. Here every track is walked once with exact times, and
layers meet in one sweep over their edges: n log n for n clips.

Media time runs through a piece as `media + speed * (t - start)`. For a speed below 0 `media`
is the end of the media's interval; the frame shown first lies just before it.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import opentimelineio as otio
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.timeline.crossings import Crossing, crossing_of
from deepaudio_plugin.timeline.ticks import BadTimeError, per_frame, simplest, ticks

_OVERLAY_WORDS = re.compile(
    r"(?:^|[^a-z])(?:text|titles?|titler|lower[ _-]?thirds?|captions?|subtitles?|crawl|adjustment)"
    r"(?:[^a-z]|$)",
    re.IGNORECASE,
)
_SEE_THROUGH = (".png", ".psd", ".tga", ".svg", ".webp")
_NOISE = Fraction(1, 10_000)  # of a frame: what a host's arithmetic may be off by
_RETIME_WORDS = re.compile(r"time[ _-]?(?:re)?(?:map|warp)|retime|variable[ _-]?speed", re.I)


@dataclass(frozen=True)
class Piece:
    """One clip's picture over a part of a composition's time. Times are ticks."""

    start: int
    end: int
    clip: otio.schema.Clip
    media: int = 0  # media clock at `start`
    speed: int | Fraction = 1
    track: str = ""
    overlay: bool = False  # a title or adjustment: shows what lies beneath it
    opening: Crossing | None = None  # at `start`: it shows the clip before that
    closing: Crossing | None = None  # at `end`: it shows the clip after that
    problem: str = ""  # why there is no picture, however good the media
    note: str = ""  # what was not understood although there is a picture

    def part(self, start: int, end: int) -> Piece:
        """The piece between two times inside it; a cut edge has no transition."""
        if start == self.start and end == self.end:
            return self
        return replace(
            self,
            start=start,
            end=end,
            media=self.media_at(start),
            opening=self.opening if start == self.start else None,
            closing=self.closing if end == self.end else None,
        )

    def media_at(self, time: int) -> int:
        """The media clock at a time of the composition."""
        return self.media + round(self.speed * (time - self.start))


@dataclass(frozen=True)
class FlatPieces:
    """A composition laid out in its own time: visible pieces in order, and its length."""

    pieces: list[Piece]
    length: int


def is_video(track: otio.schema.Track) -> bool:
    """Whether a track carries picture; some hosts write the kind in lower case."""
    return bool(str(track.kind).lower() == "video")


def place(item: otio.core.Item, start: int = 0, track: str = "") -> FlatPieces:
    """The pieces of a clip, gap or composition put down at `start`, and how long it lasts.

    Pieces carry the name of the outermost track they come from, or `track`.
    """
    if isinstance(item, otio.schema.Clip):
        return _place_clip(item, start, track)
    if isinstance(item, otio.core.Composition):
        return _place_composition(item, start, track)
    return FlatPieces([], _trim(item, 0)[1])  # a gap


def _lay_track(track: otio.schema.Track, name: str) -> FlatPieces:
    pieces: list[Piece] = []
    now = 0
    crossing: Crossing | None = None
    for child in track:
        if isinstance(child, otio.schema.Transition):
            crossing = crossing_of(child)
            if pieces and pieces[-1].end == now:
                pieces[-1] = replace(pieces[-1], closing=crossing)
            continue
        placed = place(child, now, name)
        if crossing is not None and placed.pieces and placed.pieces[0].start == now:
            placed.pieces[0] = replace(placed.pieces[0], opening=crossing)
        crossing = None
        pieces += placed.pieces
        now += placed.length
    return FlatPieces(pieces, now)


def _lay_stack(stack: otio.schema.Stack, name: str) -> FlatPieces:
    layers: list[list[Piece]] = []
    length = 0
    for number, child in enumerate(stack, 1):
        placed = place(child, 0, name or child.name or f"track {number}")
        length = max(length, placed.length)
        if not isinstance(child, otio.schema.Track) or is_video(child):
            layers.append(placed.pieces)
    return FlatPieces(list(_visible(layers)), length)


def _place_composition(item: otio.core.Composition, start: int, track: str) -> FlatPieces:
    lay = _lay_track if isinstance(item, otio.schema.Track) else _lay_stack
    inner = lay(item, track)
    trim = (0, inner.length) if trimmed_before_all(item) else _trim(item, inner.length)
    length = trim[1]
    if not item.enabled:
        return FlatPieces([], length)
    try:
        speed, note = _speed(item)
    except BadTimeError as error:
        speed, note = 1, f"the nested {item.name!r} {error}: taken at normal speed"
    if speed == 1 and not note and start == 0 and trim == (0, inner.length):
        return inner
    if speed == 0:
        placed = [_frozen(piece, start, trim) for piece in inner.pieces]
    else:
        placed = [_through(piece, start, trim, speed) for piece in inner.pieces]
    pieces = [
        replace(piece, note=piece.note or note) if note else piece for piece in placed if piece
    ]
    return FlatPieces(pieces if speed > 0 else pieces[::-1], length)


def trimmed_before_all(item: otio.core.Composition) -> bool:
    """Whether a trim ends before an item's own time begins, so that it would show nothing at all.

    Record timecode of an edit list comes like that from OTIO's adapter: it is no trim.
    """
    begin, length = _trim(item, 0)
    return length > 0 and begin + length <= 0


def _frozen(piece: Piece, start: int, trim: tuple[int, int]) -> Piece | None:
    """The one piece that shows in a frozen composition, for all the time it stands."""
    begin, length = trim
    if not piece.start <= begin < piece.end:
        return None
    media = piece.media_at(begin)
    return replace(
        piece, start=start, end=start + length, media=media, speed=0, opening=None, closing=None
    )


def _through(
    piece: Piece, start: int, trim: tuple[int, int], speed: int | Fraction
) -> Piece | None:
    """A piece of nested time in its parent's time; None where the parent does not show it.

    `trim` is where the nested time shown begins and how long its parent shows it.
    """
    begin, length = trim
    size = speed if speed > 0 else -speed
    end = begin + round(size * length)
    first, last = max(piece.start, begin), min(piece.end, end)
    if first > last or (first == last and piece.start != piece.end):
        return None
    part = piece.part(first, last)
    if speed == 1:
        return (
            part
            if start == begin
            else replace(part, start=start + first - begin, end=start + last - begin)
        )
    lead = first - begin if speed > 0 else end - last
    shown = start + round(lead / Fraction(size))
    opening, closing = (
        edge and edge.at_speed(Fraction(speed)) for edge in (part.opening, part.closing)
    )
    return replace(
        part,
        start=shown,
        end=shown + round((last - first) / Fraction(size)),
        media=part.media if speed > 0 else part.media_at(last),
        speed=part.speed * speed,
        opening=opening if speed > 0 else closing,
        closing=closing if speed > 0 else opening,
    )


def _place_clip(clip: otio.schema.Clip, start: int, track: str) -> FlatPieces:
    try:
        begin, length = _clip_range(clip)
        speed, note = _speed(clip)
    except BadTimeError as error:
        empty = Piece(start, start, clip, track=track, problem=f"the clip {error}")
        return FlatPieces([empty] if clip.enabled else [], 0)
    if not clip.enabled:
        return FlatPieces([], length)
    media = begin if speed >= 0 else begin + round(-speed * length)
    piece = Piece(start, start + length, clip, media, speed, track, _is_overlay(clip), note=note)
    return FlatPieces([piece], length)


def _clip_range(clip: otio.schema.Clip) -> tuple[int, int]:
    """Start in the media's clock and length. Raises `BadTimeError`, also for no length."""
    source = clip.source_range
    if source is None:
        reference = clip.media_reference
        source = reference.available_range if reference is not None else None
    if source is None:
        raise BadTimeError("has neither a source range nor media of known length")
    begin, length = ticks(_in_media(source.start_time, clip)), ticks(source.duration)
    if length < 0:
        raise BadTimeError(f"has a negative length of {source.duration.value:g} frames")
    if length == 0:
        raise BadTimeError("has no length")
    return begin, length


def _in_media(start: RationalTime, clip: otio.schema.Clip) -> RationalTime:
    """Where a clip starts, in the frames that its media are counted in.

    Media with a late timecode at 24, cut at 23.976, or 23.976 spelt as 23.976024: hosts go from
    one to the other by the rates as written, as OTIO does. Read at the exact rates, an hour's
    timecode would be off by frames. Whole frames of one rate, however spelt, stay what they are.
    """
    media = clip.media_reference
    available = media.available_range if media is not None else None
    if available is None or available.start_time.rate == start.rate:
        return start
    counted = available.start_time.rate
    try:
        same = per_frame(counted) == per_frame(start.rate)
    except BadTimeError:  # a clip's own is told of where it is counted
        return start
    if not math.isfinite(start.value) or (same and float(start.value).is_integer()):
        return start
    frames = Fraction(start.value) * Fraction(counted) / Fraction(start.rate)
    whole = round(frames)
    return RationalTime(whole if abs(frames - whole) < _NOISE else float(frames), counted)


def _trim(item: otio.core.Item, natural: int) -> tuple[int, int]:
    """Where an item's own time begins and how long it lasts; a trim of nonsense trims nothing."""
    source = item.source_range
    if source is None:
        return 0, natural
    try:
        return ticks(source.start_time), max(0, ticks(source.duration))
    except BadTimeError:
        return 0, natural


def _speed(item: otio.core.Item) -> tuple[int | Fraction, str]:
    """How fast media runs under an item, and a note on retimes that cannot be followed."""
    speed: int | Fraction = 1
    note = ""
    effects = item.effects
    if not len(effects):  # as nearly always; an empty list of OTIO's takes long to walk
        return speed, note
    for effect in effects:
        if isinstance(effect, otio.schema.LinearTimeWarp):
            speed *= _scalar(effect)
        elif isinstance(effect, otio.schema.TimeEffect) or _is_retime(effect):
            name = effect.effect_name or effect.name or "retime"
            note = (
                f"the speed curve {name!r} cannot be read: the picture is taken at constant speed"
            )
    return speed, note


def _scalar(effect: otio.schema.LinearTimeWarp) -> int | Fraction:
    try:
        return simplest(Fraction(effect.time_scalar).limit_denominator(1_000_000))
    except (ValueError, OverflowError) as error:
        raise BadTimeError(f"has a speed of {effect.time_scalar:g}") from error


def _is_retime(effect: otio.schema.Effect) -> bool:
    return bool(_RETIME_WORDS.search(f"{effect.effect_name or ''} {effect.name or ''}"))


def _is_overlay(clip: otio.schema.Clip) -> bool:
    """Titles and adjustment layers, which hosts write as clips without media, and stills in
    formats made for transparency, such as a logo.

    They lie over a picture and do not replace it: a lower third must not silence its scene.
    """
    media = clip.media_reference
    if isinstance(media, otio.schema.ExternalReference):
        return (media.target_url or "").lower().endswith(_SEE_THROUGH)
    if isinstance(media, otio.schema.ImageSequenceReference):
        return False
    kind = getattr(media, "generator_kind", "") or ""
    return any(_OVERLAY_WORDS.search(text) for text in (kind, clip.name or ""))


def _visible(layers: Iterable[list[Piece]]) -> Iterator[Piece]:
    """The topmost piece at every moment, in maximal parts; later layers lie on top.

    A sweep over the starts with the running pieces in a heap by rank. Pieces without length
    (clips that make no sense) are passed on where they would show: they hide nothing.
    """
    ranked = sorted(
        (
            (piece.start, (piece.overlay, -layer), piece)
            for layer, row in enumerate(layers)
            for piece in row
        ),
        key=lambda entry: (entry[0], entry[1]),
    )
    running: list[tuple[tuple[bool, int], int, Piece]] = []
    shown: tuple[Piece, int, int] | None = None
    now = 0

    def advance(until: int | None) -> Iterator[Piece]:
        """Everything visible up to `until`; None: to the end."""
        nonlocal now, shown
        while running and (until is None or now < until):
            piece = running[0][2]
            if piece.end <= now:
                heapq.heappop(running)
                continue
            stop = piece.end if until is None else min(piece.end, until)
            if shown and shown[0] is piece and shown[2] == now:
                shown = (piece, shown[1], stop)
            else:
                if shown:
                    yield shown[0].part(shown[1], shown[2])
                shown = (piece, now, stop)
            now = stop

    for order, (start, rank, piece) in enumerate(ranked):
        yield from advance(start)
        now = max(now, start)
        if piece.start == piece.end:
            if not any(above < rank and other.end > start for above, _, other in running):
                yield piece
        else:
            heapq.heappush(running, (rank, order, piece))
    yield from advance(None)
    if shown:
        yield shown[0].part(shown[1], shown[2])
