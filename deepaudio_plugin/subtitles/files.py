"""Sidecar subtitle files: SRT, WebVTT, ASS/SSA, TTML and what else is read.

The format is known by the content, not by the file's name. Text is UTF-8 or UTF-16, with
or without a byte order mark; anything else is read in the encoding the caller declares,
or as Windows-1252 with a note. SRT and VTT are read by `blocks`, which keeps identifiers,
voice tags and line numbers that pysubs2 drops, and by which one bad cue costs one cue; ASS
by `ass`, TTML by `ttml`, SCC and EBU STL by `broadcast`, SAMI by `sami`, cue sheets by
`sheets`, what recognisers write by `transcripts`, SBV and LRC by `timed_lines`, which also
names the formats that are refused. pysubs2 reads the rest where every line fits.
"""

from __future__ import annotations

import codecs
import logging
import os
import re
import stat
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import SubtitleError
from deepaudio_plugin.core.problems import Problem, report
from deepaudio_plugin.core.regular import open_regular
from deepaudio_plugin.subtitles import blocks, timed_lines, transcripts
from deepaudio_plugin.subtitles.broadcast import is_scc, is_stl, read_scc, read_stl
from deepaudio_plugin.subtitles.captions import Caption
from deepaudio_plugin.subtitles.lexicon import LANGUAGES
from deepaudio_plugin.subtitles.markup import ass_plain
from deepaudio_plugin.subtitles.sami import is_sami, read_sami
from deepaudio_plugin.subtitles.sheets import read_sheet
from deepaudio_plugin.subtitles.ttml import is_ttml, read_ttml

_log = logging.getLogger(__name__)
_Content = TypeVar("_Content", str, bytes)

DEFAULT_ENCODING = "cp1252"
MILLISECONDS = 1000  # the rate of every sidecar time
MAX_BYTES = 64 << 20

_FORMATS = (
    "SRT, WebVTT, ASS/SSA, TTML, SCC, EBU STL, SAMI, SBV, LRC, MicroDVD, MPL2 and Whisper's JSON,"
    " and CSV or TSV sheets with the columns Start, End and Text can be read."
)
_CONVERT = "Save it as SRT, WebVTT or TTML in the program it comes from, or in a subtitle editor."
_BAD_BLOCK = "Correct the block in the subtitle file; the others are used."
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_XML_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)[\"']")
# What pysubs2's readers raise for text of another kind, XML's SyntaxError included.
_UNREADABLE = (
    ValueError,
    LookupError,
    TypeError,
    OverflowError,
    SyntaxError,
    NotImplementedError,
)
_LATEST_MS = 10**12  # 31 years: a number, and no time of a film
_IN_SYNC = "Check that the lines are in sync with the picture."
_ASS = re.compile(r"^\s*(\[Events\]|Dialogue\s*:\s*[\w=]+\s*,)", re.IGNORECASE | re.MULTILINE)
_BY_HEAD = ((is_ttml, read_ttml), (is_scc, read_scc), (is_sami, read_sami))
_LANGUAGE_SUFFIX = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")


def read_subtitles(
    path: Path, *, encoding: str = "", rate: float = 24.0, problems: list[Problem]
) -> list[Caption]:
    """The captions of a subtitle file, in the file's order.

    `encoding` is used where the file is neither UTF-8 nor UTF-16; `rate` (frames per
    second) only where the format counts frames and does not say how fast. Bad blocks are
    left out and reported. Raises `SubtitleError` when the file cannot be read, is no
    subtitle file, or has no caption that can be used.
    """
    data = _load(path)
    if name := timed_lines.refused_bytes(data):
        raise SubtitleError(f"{name} is not read", where=str(path), hint=_CONVERT)
    if is_stl(data):
        parsed = _whole(read_stl, data, path)
    else:
        text = _decode(data, path, encoding, problems)
        parsed = _parse(text, path, rate, problems)
    problems += [Problem(path.name, guess, _IN_SYNC, note=True) for guess in parsed.guesses]
    problems += [Problem(path.name, message, note=True) for message in parsed.left_out]
    where = [f"{path.name}:{row.line}" if row.line else path.name for row in parsed.bad]
    report(
        problems,
        [Problem(at, row.message, _BAD_BLOCK) for at, row in zip(where, parsed.bad, strict=True)],
    )
    if not parsed.blocks:
        first = f": {where[0]}: {parsed.bad[0].message}" if where else ""
        raise SubtitleError(f"no captions in this file{first}", where=str(path), hint=_FORMATS)
    return _captions(parsed, path)


def _captions(parsed: blocks.Parsed, path: Path) -> list[Caption]:
    language = parsed.language or named_language(path)
    return [
        Caption(
            id=f"{path.stem}#{block.name or number}",
            range=TimeRange(
                RationalTime(block.start, MILLISECONDS),
                RationalTime(block.end - block.start, MILLISECONDS),
            ),
            text=block.text,
            speaker=block.speaker,
            language=language,
            source=f"{path.name}:{block.line}" if block.line else f"{path.name} cue {number}",
            place=block.place,
            delivery=block.delivery,
        )
        for number, block in enumerate(parsed.blocks, 1)
    ]


# -- bytes to text ------------------------------------------------------------------


def _load(path: Path) -> bytes:
    where = str(path)
    _log.info("reading subtitles %s", path)
    try:
        facts = path.stat()
        if stat.S_ISDIR(facts.st_mode):
            raise SubtitleError("this is a folder", where=where, hint="Name a subtitle file in it.")
        if facts.st_size > MAX_BYTES:
            size = f"{facts.st_size >> 20} MiB"
            raise SubtitleError(f"too large for subtitles ({size})", where=where, hint=_FORMATS)
        with open_regular(path) as file:
            return file.read()
    except FileNotFoundError as error:
        hint = "Check the path given with --subtitles."
        raise SubtitleError("no such file", where=where, hint=hint) from error
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        hint = "Check that the file can be opened."
        raise SubtitleError(f"cannot be read: {reason}", where=where, hint=hint) from error


def _decode(data: bytes, path: Path, encoding: str, problems: list[Problem]) -> str:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data, name, path)
    if data.count(0) * 10 > len(data):  # a stray zero byte is damage, many are UTF-16
        return _strict(data, _utf16_order(data), path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _XML_ENCODING.match(data[:200])
    encoding = encoding or (declared[1].decode() if declared else "")
    if encoding:
        return _strict(data, encoding, path)
    hint = "If letters look wrong, name the file's encoding with --subtitle-encoding."
    message = "neither UTF-8 nor UTF-16: read as Windows-1252"
    problems.append(Problem(path.name, message, hint, note=True))
    return data.decode(DEFAULT_ENCODING, errors="replace")


def _strict(data: bytes, encoding: str, path: Path) -> str:
    where = str(path)
    try:
        return data.decode(encoding)
    except LookupError as error:
        hint = "Use a name such as utf-8, cp1252, cp1251 or shift_jis."
        raise SubtitleError(f"unknown encoding {encoding!r}", where=where, hint=hint) from error
    except UnicodeError as error:
        if b"\0" in data:
            raise SubtitleError("not a subtitle file", where=where, hint=_FORMATS) from error
        hint = "Name the file's encoding with --subtitle-encoding."
        raise SubtitleError(f"not written in {encoding}", where=where, hint=hint) from error


def _utf16_order(data: bytes) -> str:
    """Byte order of UTF-16 without a mark: ASCII has its zero byte last or first."""
    head = data[:4096]
    return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"


# -- text to blocks -----------------------------------------------------------------


def _parse(text: str, path: Path, rate: float, problems: list[Problem]) -> blocks.Parsed:
    """The content by its format, which is told from the content."""
    if text.lstrip("\ufeff \r\n\t").startswith("WEBVTT"):
        if "X-TIMESTAMP-MAP" in text[:1000]:
            message = "X-TIMESTAMP-MAP is not applied: times are taken as they stand"
            problems.append(Problem(path.name, message, _IN_SYNC, note=True))
        return blocks.read_vtt(text)
    for is_this, read in _BY_HEAD:
        if is_this(text):
            return _whole(read, text, path)
    if name := timed_lines.refused_text(text):
        raise SubtitleError(f"{name} is not read", where=str(path), hint=_CONVERT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pysubs2, about margins and the like
        if _ASS.search(text) is not None:
            from deepaudio_plugin.subtitles.ass import read_ass

            return read_ass(text)
        if "->" in text and not text.lstrip().startswith("<"):
            return transcripts.read_lines(text) or blocks.read_srt(text, rate)
        return _read_plain(text, path, rate) or _read_other(text, path, rate, problems)


def _whole(
    read: Callable[[_Content], blocks.Parsed], content: _Content, path: Path
) -> blocks.Parsed:
    """A file of which one bad place spoils the rest."""
    try:
        return read(content)
    except (ValueError, ZeroDivisionError) as error:
        hint = "Save it again, or as SRT or WebVTT."
        raise SubtitleError(f"cannot be read: {error}", where=str(path), hint=hint) from error


def _read_plain(text: str, path: Path, rate: float) -> blocks.Parsed | None:
    """Text by lines: what fits a format whole; with times and of no format it is refused."""
    if timed_lines.is_line_format(text):
        return None
    found = (
        transcripts.read_json(text)
        or timed_lines.read_sbv(text)
        or timed_lines.read_lrc(text)
        or read_sheet(text, rate)
    )
    if found is None and timed_lines.begins_with_times(text):
        message = "text with times, of no format that is read"
        raise SubtitleError(message, where=str(path), hint=_FORMATS)
    return found


def _read_other(text: str, path: Path, rate: float, problems: list[Problem]) -> blocks.Parsed:
    """MicroDVD, MPL2, TMPlayer and whatever else pysubs2 knows."""
    from pysubs2 import SSAFile
    from pysubs2.exceptions import Pysubs2Error, UnknownFPSError

    unreadable = (Pysubs2Error, *_UNREADABLE)

    if not text.strip():
        raise SubtitleError("the file is empty", where=str(path), hint="Is it written already?")
    try:
        try:
            read = SSAFile.from_string(text)
        except UnknownFPSError:
            read = SSAFile.from_string(text, fps=rate)
            problems.append(Problem(path.name, blocks.frames_guess(rate), _IN_SYNC, note=True))
    except unreadable as error:
        raise SubtitleError("not a subtitle file", where=str(path), hint=_FORMATS) from error
    if read.format == "tmp" and not timed_lines.is_line_format(text):
        message = "text with times, of no format that is read"
        raise SubtitleError(message, where=str(path), hint=_FORMATS)
    rows = [
        blocks.Block(round(row.start), round(row.end), 0, lines=[ass_plain(row.text)])
        for row in read.events
        if row.is_text and max(abs(row.start), abs(row.end)) < _LATEST_MS
    ]
    guesses = ("says no ends: guessed by the length of the text",) if read.format == "tmp" else ()
    return blocks.Parsed(rows, timed_lines.stray_lines(text), guesses=guesses)


def named_language(path: Path) -> str:
    """The language in a name such as `film.de.srt` or `film.pt-BR.sdh.srt`, or ""."""
    for suffix in reversed(path.name.split(".")[1:-1]):
        if _LANGUAGE_SUFFIX.fullmatch(suffix) and suffix[:2] in LANGUAGES:
            return suffix.replace("_", "-")
    return ""
