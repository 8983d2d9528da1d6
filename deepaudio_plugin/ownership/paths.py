"""Where what we write lies: beside the timeline, under names that say whose it is."""

from __future__ import annotations

from pathlib import Path


def media_folder(output: Path) -> Path:
    """The folder beside `output` that holds its media: `film.deepaudio.otio` → `film.deepaudio`."""
    stem = output.name[: -len(output.suffix)] if output.suffix else output.name
    return output.with_name(stem if stem.endswith(".deepaudio") else f"{stem}.deepaudio")


def default_output(timeline: Path, kind: str = "otio") -> Path:
    """`<name>.deepaudio.otio` beside the input; bundles and AAF keep their kind."""
    ending = kind if kind in ("otioz", "otiod", "aaf") else "otio"
    return timeline.with_name(f"{timeline.stem}.deepaudio.{ending}")
