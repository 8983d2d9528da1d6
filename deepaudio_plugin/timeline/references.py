"""Media references found on disk: which file or image sequence a clip shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote

import opentimelineio as otio

from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from deepaudio_plugin.core.protocol import PictureSource
from deepaudio_plugin.timeline.flatten import Piece
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.ticks import PER_SECOND, BadTimeError, ticks
from deepaudio_plugin.timeline.timing import exact_rate

RELINK_HINT = "give the folder that holds the media with --media-root DIR"
_STILLS = (
    *(".avif", ".bmp", ".cin", ".dpx", ".exr", ".hdr", ".heic", ".heif", ".jp2", ".jpeg"),
    *(".jpg", ".png", ".psd", ".sgi", ".tga", ".tif", ".tiff", ".webp"),
)
_UNSAID_RATE = 1.0  # OTIO's default; hosts leave it standing beside a range at the real rate
_WIDEST = 20  # digits of an image's number
_PATTERN = re.compile(r"%0?(\d{0,9})d|(#+)|(@+)|\[(\d+)-(\d+)\]")


@dataclass(frozen=True)
class Media:
    """One media reference that exists. Times are ticks of the media's clock."""

    source: PictureSource  # path and kind; no times yet
    begin: int | None  # available range; None when the timeline does not say
    end: int | None
    still: bool = False
    present: tuple[int, ...] = ()  # numbers of a sequence's images on disk, ascending
    strict: bool = False  # a missing image is an error
    note: str = ""


class ReferenceFinder:
    """Finds the media of pieces. `rate` is the timeline's, for references that name none."""

    def __init__(self, resolver: MediaResolver, rate: float) -> None:
        self._resolver = resolver
        self._rate = rate
        self._numbers: dict[tuple[Path, str, str], tuple[int, ...]] = {}

    def find(self, piece: Piece) -> Media:
        """The clip's active media, or another of its references that exists.

        Raises `MediaError` or `MediaMissingError` with the active reference's reason.
        """
        clip = piece.clip
        try:
            return self._located(clip.media_reference, piece)
        except MediaError as error:
            reason = error
        for key, reference in sorted(clip.media_references().items()):
            if key == clip.active_media_reference_key:
                continue
            try:
                media = self._located(reference, piece)
            except MediaError:
                continue
            return replace(media, note=f"{reason.message}; its media {key!r} is used instead")
        raise reason

    @staticmethod
    def expected(piece: Piece) -> Media | None:
        """What the timeline alone says of a clip's media that is not there: its name and range.

        None for all but a clip with one file.
        """
        reference = piece.clip.media_reference
        if not isinstance(reference, otio.schema.ExternalReference):
            return None
        url = reference.target_url or ""
        if len(piece.clip.media_references()) > 1 or _patterns(url):
            return None
        source = PictureSource(path=unquote(_last_part(url)))
        return Media(source, *_available(reference), url.lower().endswith(_STILLS))

    def _located(self, reference: otio.core.MediaReference | None, piece: Piece) -> Media:
        if isinstance(reference, otio.schema.ImageSequenceReference):
            return self._sequence(reference, piece)
        if isinstance(reference, otio.schema.ExternalReference):
            return self._file(reference)
        if isinstance(reference, otio.schema.GeneratorReference):
            kind = reference.generator_kind or reference.name or "unnamed"
            raise MediaError(
                f"the clip is made by a generator ({kind}): there is no media to look at",
                hint="render it to a file in its host and relink the clip",
            )
        raise MediaMissingError(
            "the clip has no media (missing reference)", hint="relink the clip in its host"
        )

    def _file(self, reference: otio.schema.ExternalReference) -> Media:
        begin, end = _available(reference)
        url = reference.target_url or ""
        try:
            path = self._resolver.resolve(url)
        except MediaMissingError:
            patterns = _patterns(url)
            if not patterns:
                raise
            return self._pattern(url, patterns, reference, begin, end)
        return Media(PictureSource(path=str(path)), begin, end, url.lower().endswith(_STILLS))

    def _pattern(
        self,
        url: str,
        patterns: Sequence[_Pattern],
        reference: otio.schema.ExternalReference,
        begin: int | None,
        end: int | None,
    ) -> Media:
        """A sequence written as one path: `plate.%04d.exr`, `plate.####.exr`, `plate.[1-9].exr`.

        Of several readings of its name the first that has images counts.
        """
        available = reference.available_range
        rate = self._first_rate(available.duration.rate if available else 0.0)
        reason: MediaError | None = None
        for pattern in patterns:
            try:
                path, present = self._images_of(url, pattern)
            except MediaError as error:
                reason = reason or error
                continue
            first, count = _images(pattern, present, begin, end, PER_SECOND / exact_rate(rate))
            source = PictureSource(
                path=path,
                kind="sequence",
                sequence_first=first,
                sequence_count=count,
                sequence_rate=rate,
            )
            return Media(source, begin or 0, end, present=present)
        raise reason or MediaMissingError(f"media is missing: {url}", hint=RELINK_HINT)

    def _images_of(self, url: str, pattern: _Pattern) -> tuple[str, tuple[int, ...]]:
        """Path and numbers of the images that a reading of an address means."""
        folder = self._resolver.resolve_folder(
            url[: len(url) - len(_last_part(url))], pattern.member
        )
        path = _printf(folder, pattern.prefix, pattern.padding, pattern.suffix)
        present = self._present(folder, pattern.prefix, pattern.suffix)
        if not present:
            raise _no_images(path)
        return path, present

    def _sequence(self, reference: otio.schema.ImageSequenceReference, piece: Piece) -> Media:
        prefix, suffix = reference.name_prefix or "", reference.name_suffix or ""
        first = reference.start_frame
        padding = min(max(0, reference.frame_zero_padding), _WIDEST)
        step = max(1, reference.frame_step)
        member = f"{prefix}{first:0{max(1, padding)}d}{suffix}"
        folder = self._resolver.resolve_folder(reference.target_url_base or "", member)
        present = self._present(folder, prefix, suffix)
        path = _printf(folder, prefix, padding, suffix)
        if not present or present[-1] < first:
            raise _no_images(path)
        begin, end = _available(reference)
        available = reference.available_range
        known = available.duration.rate if available else 0.0
        said = 0.0 if reference.rate == _UNSAID_RATE else reference.rate
        rate = self._first_rate(said, known, reference.rate)
        image = PER_SECOND * step / exact_rate(rate)  # ticks an image lasts
        if begin is None or end is None:
            count = (present[-1] - first) // step + 1
            begin = _clock_start(first, count, image, step, piece)
            end = begin + round(count * image)
        else:
            count = max(1, round(Fraction(end - begin) / image))
        policy = otio.schema.ImageSequenceReference.MissingFramePolicy
        source = PictureSource(
            path=path,
            kind="sequence",
            sequence_first=first,
            sequence_count=count,
            sequence_rate=float(exact_rate(rate) / step),
            sequence_step=step,
        )
        strict = reference.missing_frame_policy == policy.error
        return Media(source, begin, end, present=present, strict=strict)

    def _first_rate(self, *rates: float) -> float:
        """The first rate that is one; the timeline's own at last."""
        for rate in rates:
            try:
                return float(exact_rate(rate))
            except ValueError:
                continue
        return self._rate

    def _present(self, folder: Path, prefix: str, suffix: str) -> tuple[int, ...]:
        """Numbers of a sequence's images, ascending."""
        key = (folder, prefix, suffix)
        if key not in self._numbers:
            pattern = re.compile(re.escape(prefix) + r"(-?\d+)" + re.escape(suffix))
            matches = (pattern.fullmatch(name) for name in self._resolver.names(folder).values())
            self._numbers[key] = tuple(sorted(int(match[1]) for match in matches if match))
        return self._numbers[key]


@dataclass(frozen=True)
class _Pattern:
    """The name of a sequence's images around their number."""

    prefix: str
    suffix: str
    padding: int
    numbers: tuple[int, int] | None = None  # of the first and last image, where it says

    @property
    def member(self) -> str:
        """The name of one image."""
        number = self.numbers[0] if self.numbers else 1
        return f"{self.prefix}{number:0{max(1, self.padding)}d}{self.suffix}"


def _last_part(url: str) -> str:
    return re.split(r"[\\/]", url)[-1]


def _patterns(url: str) -> list[_Pattern]:
    """What an address may mean as a sequence; the number is mostly the last part of a name.

    Hosts write it as a path or as an address, in which `%04d` is `%2504d`.
    """
    name = _last_part(url)
    found = []
    for text in dict.fromkeys((unquote(name), name)):
        for match in reversed(list(_PATTERN.finditer(text))):
            width = match[1] or match[2] or match[3] or match[4] or ""
            padding = min(int(width or 0) if match[1] else len(width), _WIDEST)
            numbers = (int(match[4]), int(match[5])) if match[4] else None
            found.append(_Pattern(text[: match.start()], text[match.end() :], padding, numbers))
    return found


def _images(
    pattern: _Pattern,
    present: Sequence[int],
    begin: int | None,
    end: int | None,
    image: Fraction,
) -> tuple[int, int]:
    """Number of a sequence's first image, and how many there are; `image` is ticks of one.

    Where the name does not say, the available range does if it counts by the images' numbers.
    """
    first, last = pattern.numbers or (present[0], present[-1])
    if pattern.numbers is None and begin:
        number = round(begin / image)
        first = number if number in present else first
    if pattern.numbers is None and begin is not None and end is not None:
        last = min(last, first + max(1, round((end - begin) / image)) - 1)
    return first, max(1, last - first + 1)


def _available(reference: otio.core.MediaReference) -> tuple[int | None, int | None]:
    """Available range in ticks; an empty or senseless one counts as not given."""
    available = reference.available_range
    if available is None:
        return None, None
    try:
        begin, length = ticks(available.start_time), ticks(available.duration)
    except BadTimeError:
        return None, None
    return (begin, begin + length) if length > 0 else (None, None)


def _clock_start(first: int, count: int, image: Fraction, step: int, piece: Piece) -> int:
    """Media time of a sequence's first image where the timeline does not say.

    Its number, when the clip starts where only that fits; else 0, as OTIO counts.
    """
    by_number = round(first * image / step)
    return by_number if piece.media >= max(by_number, round(count * image)) else 0


def _printf(folder: Path, prefix: str, padding: int, suffix: str) -> str:
    """A sequence's path with the image's number as `%04d`."""
    return str(folder / f"{prefix}{f'%0{padding}d' if padding > 1 else '%d'}{suffix}")


def _no_images(path: str) -> MediaMissingError:
    return MediaMissingError(f"media is missing: no image of {path} exists", hint=RELINK_HINT)
