"""Names of written files: readable, stable, and allowed on every system."""

from __future__ import annotations

import unicodedata

from opentimelineio.opentime import RationalTime

from deepaudio_plugin.planning.jobs import Job
from deepaudio_plugin.timeline.timing import timecode

MAX_LABEL_BYTES = 80
_KEEP = "LMN"  # letters, marks and numbers of any script


def media_name(job: Job, key: str, start: RationalTime) -> str:
    """File name of a take: `<timecode>_<speaker>_<words>_<key>.wav`.

    The timecode is where the clip begins on a timeline that starts at `start`. A name
    stands for one content: the same take at the same place has the same name in every
    render, whatever else changes around it, and a file once written never changes.
    """
    digits = "".join(c for c in timecode(start + job.start) if c.isdecimal())
    return "_".join(filter(None, (digits, label(_words(job)), key[:8]))) + ".wav"


def _words(job: Job) -> str:
    if job.stem == "speech" and job.requests:
        request = job.requests[0]
        return f"{request.speaker}\0{request.text}"
    return job.name


def label(text: str) -> str:
    """`text` as part of a file name: letters, marks and digits, `-` between words, bounded.

    "MARA\\0Did you hear that?" becomes "MARA_Did-you-hear-that".
    """
    parts = (_dashed(part) for part in unicodedata.normalize("NFC", text).split("\0"))
    return _shortened("_".join(filter(None, parts)))


def _dashed(text: str) -> str:
    text = text.replace("'", "").replace("’", "")
    kept = (c if unicodedata.category(c)[0] in _KEEP else " " for c in text)
    return "-".join("".join(kept).split())


def _shortened(text: str) -> str:
    """At most `MAX_LABEL_BYTES` of UTF-8, cut between words where there are any."""
    encoded = text.encode()
    if len(encoded) <= MAX_LABEL_BYTES:
        return text
    cut = encoded[:MAX_LABEL_BYTES].decode(errors="ignore")
    head = cut.rpartition("-")[0]
    return head if len(head) > len(cut) // 2 else cut
