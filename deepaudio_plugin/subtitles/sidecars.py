"""Subtitles that lie beside a timeline and bear its name, as players look for them."""

from __future__ import annotations

from pathlib import Path

from deepaudio_plugin.subtitles.files import named_language

ENDINGS = (".srt", ".vtt", ".ass", ".ssa", ".ttml", ".dfxp", ".itt", ".scc", ".stl")
"""In the order in which one is preferred to another."""

_OURS = ".speech.srt"  # what a render writes for hosts that lose subtitles


def sidecar(timeline: Path) -> Path | None:
    """`film.srt` for `film.otio`, or the only one such as `film.de.srt`; None where it is unclear.

    A written `film.deepaudio.otio` has those of `film.otio`.
    """
    name = timeline.stem.removesuffix(".deepaudio")
    try:
        beside = sorted(path for path in timeline.parent.iterdir() if path.is_file())
    except OSError:
        return None
    found = [
        path
        for path in beside
        if path.suffix.lower() in ENDINGS and not path.name.lower().endswith(_OURS)
    ]
    exact = [path for path in found if path.stem == name]
    if exact:
        return min(exact, key=lambda path: ENDINGS.index(path.suffix.lower()))
    tagged = [path for path in found if path.name.startswith(f"{name}.") and named_language(path)]
    return tagged[0] if len(tagged) == 1 else None
