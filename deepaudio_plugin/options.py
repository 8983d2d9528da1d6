"""What a person can ask of a render: one value shared by CLI, API and panel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DEFAULT_HANDLES = 12  # frames
DEFAULT_DUCK_DB = 6.0


@dataclass(frozen=True)
class RenderOptions:
    """Settings of one journey. Paths may be relative to the working directory."""

    output: Path | None = None
    subtitles: tuple[Path, ...] = ()
    subtitle_encoding: str = ""  # fallback when a file is neither UTF-8 nor UTF-16
    language: str = "en"
    engine: str = "auto"  # auto | sketch | deepaudio-v1
    tracks: tuple[str, ...] = ("speech", "audio")  # also "mix"
    clips: tuple[str, ...] = ()  # shot names or 1-based numbers; empty: all
    prompt: str = ""
    negative_prompt: str = ""
    seed: int = 0
    takes: int = 1
    handles: int = DEFAULT_HANDLES
    duck_db: float = DEFAULT_DUCK_DB
    media_roots: tuple[Path, ...] = ()
    preview: Path | None = None
    in_place: bool = False
    library: Path | None = None  # where takes are kept; None: the user's data folder
    worker_python: str = ""
