"""Takes that a person has recorded: what they are made from, and who made them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from deepaudio_plugin.core.take_spec import NO_SETTINGS, RECORDED, TakeSpec

BY_A_PERSON = "recorded by a person"


def recorded_spec(line: TakeSpec, path: Path) -> TakeSpec:
    """What a recording of a line is: its words at its place, and the file as it stands now.

    Raises OSError when the file cannot be looked at.
    """
    place, state = path.resolve(), path.stat()
    stands = f"{place} {state.st_size} {state.st_mtime_ns}"
    version = hashlib.sha256(stands.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return replace(
        line,
        engine=RECORDED,
        engine_version=version,
        weights="",
        seed=0,
        voice=path.name,
        reference=None,
        settings=NO_SETTINGS,
        picture=None,
        media="",
        windows=(),
        shot=None,
        parts=(),
        pronunciations=(),
    )


def is_recorded_for(made: TakeSpec, now: TakeSpec) -> bool:
    """Whether a recording is of what a line says now.

    In which voice an engine would speak it, and how long the line is, changes nothing of that.
    """
    return made.is_recorded and (made.stem, made.text) == (now.stem, now.text)


def made_by(spec: TakeSpec, engine_title: str) -> str:
    """Who or what made a take, honestly."""
    return BY_A_PERSON if spec.is_recorded else engine_title
