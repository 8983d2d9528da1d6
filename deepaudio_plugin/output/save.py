"""The written timeline: where it goes, in which format, and how what was there is kept."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import opentimelineio as otio

from deepaudio_plugin.core.errors import OutputError, UsageError
from deepaudio_plugin.core.files import keep_aside, name_aside, output_errors, write_bytes
from deepaudio_plugin.formats import writing as formats
from deepaudio_plugin.hosts import registry
from deepaudio_plugin.hosts.dialects.base import DialectContext
from deepaudio_plugin.hosts.dialects.rewriting import rewritten
from deepaudio_plugin.hosts.dialects.speech import SpokenLine, srt
from deepaudio_plugin.output.carrying import carried
from deepaudio_plugin.output.relinking import BUNDLES, Relinked, copied, relinked
from deepaudio_plugin.output.splice import hand_edited, with_tracks, without_ours
from deepaudio_plugin.output.written_files import WrittenFiles
from deepaudio_plugin.ownership.paths import default_output
from deepaudio_plugin.timeline import links
from deepaudio_plugin.timeline.document import Document

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SavedTimeline:
    """What was written."""

    path: Path
    backup: Path | None = None  # what was there before, where that was kept
    notes: tuple[str, ...] = ()  # what a person should know


def output_path(
    document: Document,
    output: Path | None = None,
    *,
    in_place: bool = False,
    dialect: str = "generic",
) -> Path:
    """Where the timeline will be written. Call before rendering: it checks the place.

    Without `output` it lies beside the input and has the ending that the dialect's host
    opens.

    Raises UsageError when output and input are one file without `in_place`, OutputError
    when the place cannot be written to or no adapter writes the format.
    """
    source = document.path
    kind = registry.dialect(dialect).ending or document.kind
    target = output or (source if in_place else default_output(source, kind))
    target = target.expanduser().absolute()
    _check_asked(document, target, in_place)
    if not in_place:
        formats.check(target)
    _check_place(target)
    return target


def write(
    document: Document,
    tracks: Sequence[otio.schema.Track],
    output: Path | None = None,
    *,
    in_place: bool = False,
    dialect: str = "generic",
    size: tuple[int, int] | None = None,
    embed: bool = False,
    media_roots: Sequence[Path] = (),
) -> SavedTimeline:
    """Write the timeline with `tracks` instead of those of an earlier render.

    In .otio files all else stays as it was, to the byte; but relative links are made
    absolute when the output is in another folder, for they would lead nowhere. Any dialect
    but the generic changes what its host would refuse or lose, and says so in the notes;
    `size` of the picture, in pixels, is for those that ask for it. With `embed` an AAF holds
    its sounds. Media that were found below `media_roots` are linked where they are. `formats`
    says what changes in other files. The input is kept as a backup. What somebody has changed in an
    earlier output is carried over, where that can be, and else kept as a backup, as is any file
    that no render wrote. Raises OutputError and its kind; nothing is half-written.
    """
    target = output_path(document, output, in_place=in_place, dialect=dialect)
    kind = document.kind if in_place else formats.kind_of(target)
    bundle = document.path if document.kind in BUNDLES else None
    place = target.resolve() if target.is_symlink() else target
    led = relinked(
        *(document, without_ours(document.text or document.timeline.to_json_string(indent=4))),
        target if in_place else place,
        kind=kind,
        roots=media_roots,
        keeps=in_place or (kind == "otio" and dialect == "generic"),
    )
    if place.parent != target.parent:
        _make_absolute(tracks, target.parent)
    ours = _with_ours(document, led, tracks, target, dialect=dialect, size=size)
    notes = ours.notes
    with output_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        written = WrittenFiles(target.parent)
        found = _beside_their_work(ours.text, target, kind, written, in_place=in_place)
        with copied(led.copies), _kept(place, found.backup) as keep:
            notes += formats.write(
                *(found.text, bundle, place, kind, keep),
                rate=document.rate,
                embed=embed,
                # Before it takes its place: a kill in between leaves no file that nobody knows.
                ready=lambda temp: written.note(target, temp),
            )
    if kind == "otio":
        written.note_text(target, ours.text)
    notes += found.notes + _not_embedded(kind, embed)
    _log.info("written: %s", target)
    if registry.dialect(dialect).subtitles and ours.spoken:
        notes += _write_subtitles(ours.spoken, speech_file(target), written)
    written.save()
    return SavedTimeline(target, found.backup, tuple(notes))


@dataclass(frozen=True)
class _WithOurs:
    """A timeline with our tracks in it, what is to be told of it, and its lines."""

    text: str
    notes: list[str]
    spoken: list[SpokenLine]


def _with_ours(
    document: Document,
    led: Relinked,
    tracks: Sequence[otio.schema.Track],
    target: Path,
    *,
    dialect: str,
    size: tuple[int, int] | None,
) -> _WithOurs:
    """The timeline as its links lead now, with our tracks, as a dialect's host wants it."""
    notes, text = [*hand_edited(led.text), *led.notes], with_tracks(led.text, tracks)
    if dialect == "generic":
        return _WithOurs(text, notes, [])
    context = DialectContext(document.rate, document.start, target.parent, size)
    text, changes, spoken = rewritten(text, registry.dialect(dialect), context)
    return _WithOurs(text, [*notes, *changes, *_wrong_ending(target, dialect)], spoken)


@contextmanager
def _kept(place: Path, backup: Path | None) -> Iterator[Path | None]:
    """Keep the file at `place` as `backup`, unless the block fails.

    What is inside the block itself has to keep as a backup: a folder.
    """
    if backup is None or not place.is_file():
        yield backup
        return
    keep_aside(place, backup)
    try:
        yield None
    except BaseException:
        with suppress(OSError):
            backup.unlink()
        raise


def _make_absolute(tracks: Sequence[otio.schema.Track], folder: Path) -> None:
    """Links that count from `folder` lead to the same files from anywhere."""
    for track in tracks:
        for clip in track.find_clips():
            for media in clip.media_references().values():
                path = links.local_path(getattr(media, "target_url", "") or "", folder)
                if path is not None:
                    media.target_url = links.target_url(path.absolute(), None)


@dataclass(frozen=True)
class _Decided:
    """What is written, where what was there is kept, and what a person should know of it."""

    text: str
    backup: Path | None = None
    notes: tuple[str, ...] = ()


def _beside_their_work(
    text: str, target: Path, kind: str, written: WrittenFiles, *, in_place: bool
) -> _Decided:
    """How to write `text` so that nothing is lost of what somebody did at `target`."""
    if in_place or not written.is_changed(target, at_a_glance=True):
        return _Decided(text, _backup_name(target) if in_place else None)
    theirs = _text_at(target) if kind == "otio" else None
    if theirs == text:
        return _Decided(text)
    for ours in written.texts(target) if theirs is not None else ():
        both = carried(ours, theirs or "", text)
        if both is not None:
            note = f"what was changed by hand in {target.name} is kept in it"
            return _Decided(both, None, (note,))
    backup = name_aside(target)
    return _Decided(text, backup, (_kept_note(target, backup),))


def _kept_note(path: Path, aside: Path) -> str:
    return f"{path.name} was there, not as a render left it: it is kept as {aside.name}"


def _text_at(target: Path) -> str | None:
    try:
        return target.read_text("utf-8")
    except (OSError, ValueError):
        return None


def speech_file(target: Path) -> Path:
    """Where the lines of the timeline at `target` go as subtitles: `film.speech.srt`."""
    return target.with_name(f"{target.stem}.speech.srt")


def _write_subtitles(spoken: Sequence[SpokenLine], path: Path, written: WrittenFiles) -> list[str]:
    """Write the lines beside the timeline; a file that is not as we left it is kept aside.

    The timeline is written by now and stays, whatever happens here.
    """
    content = srt(list(spoken)).encode()
    notes = []
    try:
        if path.exists() and path.read_bytes() != content:
            notes += keep_theirs(path, written)
        write_bytes(path, content)
    except OSError as error:
        reason = error.strerror or error
        return [*notes, f"the subtitles {path.name} could not be written beside it ({reason})"]
    written.note(path)
    return [*notes, f"what is said is also in {path.name}: import it as subtitles"]


def keep_theirs(path: Path, written: WrittenFiles) -> list[str]:
    """Keep a file aside that is about to be replaced, unless it is as we left it; a note on it.

    Raises OSError.
    """
    if not written.is_changed(path):
        return []
    aside = keep_aside(path)
    return [_kept_note(path, aside)]


def _wrong_ending(target: Path, dialect: str) -> list[str]:
    """A note when the dialect's host does not open files of the kind that was asked for."""
    ending, host = registry.dialect(dialect).ending, registry.dialect(dialect).host
    if not ending or formats.kind_of(target) == ending:
        return []
    return [f"{host} opens .{ending} files: write one with --output {target.stem}.{ending}"]


def _not_embedded(kind: str, embed: bool) -> tuple[str, ...]:
    if not embed or kind in ("aaf", *BUNDLES):
        return ()
    return (f"--embed counts for .aaf files: .{kind} links to its sounds",)


def _check_asked(document: Document, target: Path, in_place: bool) -> None:
    """Whether what was asked for makes sense together."""
    same = _same_file(target, document.path)
    if same and not in_place:
        raise UsageError(
            "the output would overwrite the input",
            where=str(target),
            hint="Choose another name, or say --in-place; that keeps a backup.",
        )
    if in_place and not same:
        raise UsageError(
            "--in-place and --output name different files",
            where=str(target),
            hint="Leave --output out to change the input, or leave --in-place out.",
        )
    if in_place and document.kind not in formats.OWN:
        raise UsageError(
            f"--in-place works on OTIO files, not on {document.path.suffix} files",
            where=str(target),
            hint="Leave --in-place out: a new .otio is written beside it.",
        )


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


def _check_place(target: Path) -> None:
    if target.is_dir() and target.suffix.lower() != ".otiod":
        raise OutputError(
            "is a folder",
            where=str(target),
            hint=f"Name a file in it, such as {target / 'film.deepaudio.otio'}.",
        )
    folder = next(p for p in target.parents if p.exists())
    if not folder.is_dir():
        raise OutputError(
            "is not a folder", where=str(folder), hint="Choose another place with --output."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise OutputError(
            "cannot be written to",
            where=str(folder),
            hint="Choose a folder that you can write to with --output.",
        )


def backup_for(target: Path, *, in_place: bool = False) -> Path | None:
    """Where `write` keeps what is at `target` now; None where a render wrote it as it is."""
    if in_place:
        return _backup_name(target)
    is_changed = WrittenFiles(target.parent).is_changed(target, at_a_glance=True)
    return name_aside(target) if is_changed else None


def _backup_name(target: Path) -> Path:
    """A name that nothing has: .bak, .bak.2, .bak.3 …"""
    name, number = target.with_name(f"{target.name}.bak"), 2
    while os.path.lexists(name):
        name, number = target.with_name(f"{target.name}.bak.{number}"), number + 1
    return name
