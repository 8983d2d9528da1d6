"""Subtitles that lie beside a timeline and bear its name, as players look for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deepaudio_plugin.subtitles.files import named_language

ENDINGS = (".srt", ".vtt", ".ass", ".ssa", ".ttml", ".dfxp", ".itt", ".scc", ".stl")
"""In the order in which one is preferred to another."""

_OURS = ".speech.srt"  # what a render writes for hosts that lose subtitles


@dataclass(frozen=True)
class Sidecars:
    """The file that is read, None where it is unclear, and those of other languages."""

    read: Path | None = None
    others: tuple[Path, ...] = ()


def sidecars(timeline: Path, language: str) -> Sidecars:
    """`film.srt` for `film.otio`, or the only one such as `film.de.srt`.

    Of several languages the one in `language` is read; where there is none, none is. A
    written `film.deepaudio.otio` has those of `film.otio`.
    """
    name = timeline.stem.removesuffix(".deepaudio")
    try:
        beside = sorted(path for path in timeline.parent.iterdir() if path.is_file())
    except OSError:
        return Sidecars()
    found = [
        path
        for path in beside
        if path.suffix.lower() in ENDINGS and not path.name.lower().endswith(_OURS)
    ]
    exact = [path for path in found if path.stem == name]
    tagged: dict[str, list[Path]] = {}
    for path in found:
        if path.name.startswith(f"{name}.") and (spoken := named_language(path)):
            tagged.setdefault(spoken[:2].lower(), []).append(path)
    best = {spoken: _preferred(paths) for spoken, paths in tagged.items()}
    if exact:
        return Sidecars(_preferred(exact), tuple(best.values()))
    own = language[:2].lower()
    read = best.get(own) or (next(iter(best.values())) if len(best) == 1 else None)
    return Sidecars(read, tuple(path for path in best.values() if path != read))


def _preferred(paths: list[Path]) -> Path:
    return min(paths, key=lambda path: (len(path.suffixes), ENDINGS.index(path.suffix.lower())))
