"""Plain text with times: SBV and LRC are read, other formats are refused by name.

A format is believed only where every line fits. Text that begins with times and is of no
format that is read is never taken for captions, for its times would be spoken.
"""

from __future__ import annotations

import re

from deepaudio_plugin.subtitles.blocks import BadBlock, Block, Parsed, split_lines
from deepaudio_plugin.subtitles.sheets import end_at_next

_SBV = re.compile(r"(\d{1,3}):(\d\d):(\d\d)\.(\d{3}),(\d{1,3}):(\d\d):(\d\d)\.(\d{3})")
_LRC = re.compile(r"((?:\[\d{1,3}:\d\d(?:[.:]\d{1,3})?\]\s*)+)(.*)")
_LRC_TIME = re.compile(r"\[(\d{1,3}):(\d\d)(?:[.:](\d{1,3}))?\]")
_LRC_HEADER = re.compile(r"\[[A-Za-z#]\w*:[^\]]*\]")
_LRC_WORD = re.compile(r"<\d{1,3}:\d\d(?:\.\d{1,3})?>\s?")
_TMP = re.compile(r"\d{1,2}:\d\d:\d\d[:=](?!\s*[\d,])(?=.*\S).*")
_MICRODVD = re.compile(r"\{\d+\}\{\d*\}.*")
_MPL2 = re.compile(r"\[\d+\]\[\d*\].*")
_SPRUCE = re.compile(r"\s*\$\w+\s*=|\s*\d\d:\d\d:\d\d[:;.]\d\d\s*,\s*\d\d:\d\d:\d\d[:;.]\d\d\s*,")
_TIME = re.compile(r"[\[({<]?\s*\d{1,3}:\d\d(?::\d\d)?(?:[.,:;]\d{1,3})?\b")
_TIMES_SHARE = 3  # of the lines with words, one in three begins with a time: text with times


def refused_bytes(data: bytes) -> str:
    """The name of a binary subtitle format that is not read, or ""."""
    return "Cheetah CAP" if data.startswith(b"\xea\x22\x01") else ""


def refused_text(text: str) -> str:
    """The name of a text format that is not read, or ""."""
    head = text.lstrip("\ufeff \r\n\t")
    lines = [line for line in split_lines(head[:4000]) if line.strip()]
    if head.startswith("File Format=MacCaption_MCC"):
        return "MacCaption (MCC)"
    spruce = [line for line in lines if not line.lstrip().startswith("//")]
    if spruce and all(_SPRUCE.match(line) for line in spruce[:3]):
        return "Spruce STL"
    return ""


def begins_with_times(text: str) -> bool:
    """Whether lines of a text begin with times, so that it is no text to speak."""
    lines = [line for line in split_lines(text) if line.strip()]
    return sum(1 for line in lines if _TIME.match(line.lstrip())) * _TIMES_SHARE >= len(lines) > 0


def is_line_format(text: str) -> bool:
    """Whether a text is MicroDVD, MPL2 or TMPlayer: believed where every line fits."""
    lines = [line for line in split_lines(text.lstrip("\ufeff")) if line.strip()]
    return any(
        lines and all(pattern.match(line.strip()) for line in lines)
        for pattern in (_MICRODVD, _MPL2, _TMP)
    )


def stray_lines(text: str) -> list[BadBlock]:
    """Lines of a MicroDVD or MPL2 file that are none of its captions."""
    lines = [line.strip() for line in split_lines(text.lstrip("\ufeff"))]
    for pattern in (_MICRODVD, _MPL2):
        if any(pattern.match(line) for line in lines):
            return [
                BadBlock(number, f"text outside any caption: {line[:60]!r}")
                for number, line in enumerate(lines, 1)
                if line and not pattern.match(line)
            ]
    return []


def read_sbv(text: str) -> Parsed | None:
    """Captions of a YouTube SBV file, or None when the text is none."""
    lines = split_lines(text.lstrip("\ufeff"))
    if not _SBV.fullmatch(next((line.strip() for line in lines if line.strip()), "")):
        return None
    blocks: list[Block] = []
    for number, line in enumerate(lines, 1):
        if found := _SBV.fullmatch(line.strip()):
            numbers = [int(group) for group in found.groups()]
            start, end = (
                ((hours * 60 + minutes) * 60 + secs) * 1000 + part
                for hours, minutes, secs, part in (numbers[:4], numbers[4:])
            )
            blocks.append(Block(start, end, number))
        elif blocks:
            blocks[-1].lines.append(line)
    return Parsed(blocks, [])


def read_lrc(text: str) -> Parsed | None:
    """Lines of an LRC file, or None when the text is none: times alone, no ends."""
    lines = [line.strip() for line in split_lines(text.lstrip("\ufeff"))]
    told = [line for line in lines if line and not _LRC_HEADER.fullmatch(line)]
    if not told or not all(_LRC.fullmatch(line) for line in told):
        return None
    blocks = []
    for number, line in enumerate(lines, 1):
        if found := _LRC.fullmatch(line):
            said = _LRC_WORD.sub("", found[2]).strip()
            blocks += [
                Block(_lrc_time(*time), 0, number, lines=[said])
                for time in _LRC_TIME.findall(found[1])
            ]
    blocks.sort(key=lambda block: block.start)
    end_at_next(blocks)
    guess = "says no ends: a caption ends where the next begins"
    return Parsed([block for block in blocks if block.text], [], guesses=(guess,))


def _lrc_time(minutes: str, secs: str, part: str) -> int:
    return (int(minutes) * 60 + int(secs)) * 1000 + int((part or "0").ljust(3, "0")[:3])
