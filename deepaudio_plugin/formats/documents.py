"""A timeline of any format from its file: what is in it, and the rate it is cut at."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import opentimelineio as otio
from opentimelineio.opentime import RationalTime

from deepaudio_plugin.core.errors import TimelineEmptyError, TimelineError, TimelineMissingError
from deepaudio_plugin.core.problems import first_few
from deepaudio_plugin.formats import bundles, reading
from deepaudio_plugin.formats.edit_rate import edit_rate
from deepaudio_plugin.formats.limits import open_file, read_file
from deepaudio_plugin.formats.unpacked import unpack_media
from deepaudio_plugin.ownership.ours import stem_of
from deepaudio_plugin.timeline.black import is_black
from deepaudio_plugin.timeline.document import Document
from deepaudio_plugin.timeline.flatten import Piece, place, trimmed_before_all
from deepaudio_plugin.timeline.ticks import nearest_frame, ticks

_log = logging.getLogger(__name__)

_DEEPEST = 64  # compositions inside compositions


def read(path: Path | str, cache: Path | None = None, *, sequence: str = "") -> Document:
    """Read a timeline of any installed format; of several in one file the `sequence` so named.

    `cache` is where the media of a zipped bundle are unpacked when needed. Raises
    `TimelineMissingError`, `TimelineEmptyError` or `TimelineError` with the reason in a line.
    """
    path = Path(path).absolute()
    where = str(path)
    _log.info("reading %s", path)
    kind, text, root, mended = _load(path, where)
    timeline, notes = _named(root, sequence, where) if sequence else _as_timeline(root, where)
    packed = text or ""
    if timeline is not root:
        text = None
    has_clips = _check_content(timeline, where)
    laid = place(timeline.tracks)
    if not has_clips and laid.length <= 0:
        raise TimelineEmptyError("the timeline has no clips", where=where, hint=_EMPTY_HINT)
    rate, guessed = edit_rate(timeline, where)
    return Document(
        path=path,
        timeline=timeline,
        rate=rate,
        start=_start(timeline, rate),
        duration=RationalTime(nearest_frame(_length(timeline.tracks, laid.length), rate), rate),
        kind=kind,
        text=text,
        notes=(*mended, *notes, *guessed, *_idle_trims(timeline), *_unseen(laid.pieces)),
        unpack=partial(unpack_media, path, packed, cache) if kind == "otioz" else None,
        pieces=tuple(sorted(laid.pieces, key=lambda piece: (piece.start, piece.end))),
    )


def _unseen(pieces: Sequence[Piece]) -> list[str]:
    """A note on black, or on a timeline without any picture: gaps, sound and subtitles alone."""
    black = sum(is_black(piece.clip) for piece in pieces)
    if black < len(pieces):
        what = f"{black} pieces of black are" if black > 1 else "a piece of black is"
        return [f"{what} no shot and given no sound; lines over it are spoken"] if black else []
    return ["it has no picture: its lines are spoken over black, and no shot is given a sound"]


def _idle_trims(timeline: otio.schema.Timeline) -> list[str]:
    """A note on tracks whose trim would hide all of them."""
    idle = [track.name or "unnamed" for track in timeline.tracks if _is_idle(track)]
    if not idle:
        return []
    few = first_few(idle, repr)
    return [f"the trim of track {few} lies before all of its clips: it is read untrimmed"]


def _is_idle(track: Any) -> bool:
    return isinstance(track, otio.core.Composition) and trimmed_before_all(track)


def _length(stack: otio.schema.Stack, whole: int) -> int:
    """How long a timeline is, in ticks, without the tracks of an earlier render.

    The last line may run on past the picture: read again, the film must not be longer for it.
    """
    ours = [track for track in stack if stem_of(track.name or "")]
    if not ours or len(ours) == len(stack) or stack.source_range is not None:
        return whole
    if max(place(track).length for track in ours) < whole:
        return whole
    return max(place(track).length for track in stack if not stem_of(track.name or ""))


def _load(path: Path, where: str) -> tuple[str, str | None, Any, list[str]]:
    """Kind, JSON text, root object of a file, and notes."""
    suffix = path.suffix.lower()
    try:
        if path.is_dir():
            return ("otiod", *reading.parse_json(bundles.read_folder(path), where))
        if not path.exists():
            raise TimelineMissingError(
                "no such file", where=where, hint="check the path of the timeline"
            )
        with open_file(path) as file:
            head = file.read(4096)
        if not head:
            raise TimelineError("the file is empty", where=where, hint="export it again")
        if suffix == ".otioz":
            return ("otioz", *reading.parse_json(bundles.read_zip(path), where))
        if suffix == ".otio" or (suffix not in reading.ADAPTED and reading.sniff(head) == ".otio"):
            return ("otio", *reading.parse_json(read_file(path), where))
        name, root, notes = reading.adapt(path)
    except OSError as error:
        raise TimelineError(
            f"the file cannot be read: {error.strerror or error}",
            where=where,
            hint="check that you may read it",
        ) from error
    return name, None, root, notes


def _named(root: Any, name: str, where: str) -> tuple[otio.schema.Timeline, list[str]]:
    """The timeline of that name in a file's root object. Raises TimelineError with those there."""
    several = root if isinstance(root, otio.schema.SerializableCollection) else [root]
    held = [item for item in several if isinstance(item, otio.schema.Timeline)]
    found = [timeline for timeline in held if timeline.name == name]
    if len(found) == 1:
        return found[0], []
    there = first_few(held, lambda timeline: repr(timeline.name), 12) or "none"
    raise TimelineError(
        f"the file holds {len(found) or 'no'} timelines named {name!r}",
        where=where,
        hint=f"--sequence names one of those in it: {there}",
    )


def _as_timeline(root: Any, where: str) -> tuple[otio.schema.Timeline, list[str]]:
    """The timeline in a file's root object, wrapped around it where need be."""
    if isinstance(root, otio.schema.Timeline):
        return root, []
    if isinstance(root, otio.schema.SerializableCollection):
        return _of_collection(root, where)
    if isinstance(root, (otio.schema.Stack, otio.schema.Track, otio.schema.Clip)):
        return _wrapped(root), [f"the file holds a {type(root).__name__.lower()}, not a timeline"]
    name = getattr(root, "schema_name", None)
    what = f"a {name()}" if callable(name) else "other JSON"
    raise TimelineError(
        f"the file holds {what}, not a timeline",
        where=where,
        hint="export the timeline or sequence itself",
    )


def _of_collection(
    collection: otio.schema.SerializableCollection, where: str
) -> tuple[otio.schema.Timeline, list[str]]:
    timelines = [item for item in collection if isinstance(item, otio.schema.Timeline)]
    if timelines:
        first, *others = timelines
        used = f"the file is a collection; its timeline {first.name!r} is used"
        if others:
            named = first_few(others, lambda other: repr(other.name))
            used = f"{used}, the first of {len(timelines)}; not read: {named} (--sequence NAME)"
        return first, [used]
    kinds = (otio.schema.Stack, otio.schema.Track, otio.schema.Clip)
    for item in sorted(
        (item for item in collection if isinstance(item, kinds)),
        key=lambda item: isinstance(item, otio.schema.Clip),
    ):
        kind = type(item).__name__.lower()
        return _wrapped(item), [
            f"the file is a collection without a timeline; its {kind} {item.name!r} is used"
        ]
    raise TimelineEmptyError("the collection holds no timeline", where=where, hint=_EMPTY_HINT)


def _wrapped(item: Any) -> otio.schema.Timeline:
    timeline = otio.schema.Timeline(name=item.name)
    item = item.deepcopy()  # an item can be in one parent only
    if isinstance(item, otio.schema.Stack):
        timeline.tracks = item
    elif isinstance(item, otio.schema.Track):
        timeline.tracks.append(item)
    else:
        timeline.tracks.append(otio.schema.Track(name="Video", children=[item]))
    return timeline


_EMPTY_HINT = (
    "put clips on the timeline, or a gap as long as its lines over black; or export the sequence "
    "that has them"
)


def _check_content(timeline: otio.schema.Timeline, where: str) -> bool:
    """Whether there are clips; raises for a timeline without tracks or nested too deep."""
    if timeline.tracks is None or not len(timeline.tracks):
        raise TimelineEmptyError("the timeline has no tracks", where=where, hint=_EMPTY_HINT)
    return any(isinstance(item, otio.schema.Clip) for item in _walk(timeline.tracks, where))


def _walk(composition: otio.core.Composition, where: str, depth: int = 0) -> Iterator[Any]:
    """Everything in a composition, outermost first."""
    if depth > _DEEPEST:
        raise TimelineError(
            f"compositions are nested more than {_DEEPEST} deep",
            where=where,
            hint="flatten the nested sequences in the host",
        )
    for child in composition:
        yield child
        if isinstance(child, otio.core.Composition):
            yield from _walk(child, where, depth + 1)


def _start(timeline: otio.schema.Timeline, rate: float) -> RationalTime:
    start = timeline.global_start_time
    if start is None:
        return RationalTime(0, rate)
    try:
        return RationalTime(nearest_frame(ticks(start), rate), rate)
    except ValueError:
        return RationalTime(0, rate)
