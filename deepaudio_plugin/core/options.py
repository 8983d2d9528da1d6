"""What a person can ask of a render: one value shared by CLI, API and panel."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

from deepaudio_plugin.core import ducking
from deepaudio_plugin.core.delivery import CHANNELS, DEFAULT_CHANNELS, DEFAULT_SPEC, SPECS
from deepaudio_plugin.core.ducking import Ducking
from deepaudio_plugin.core.engine_settings import SettingsByEngine
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.core.library_place import LibraryPlace
from deepaudio_plugin.core.spoken.pronunciations import parse
from deepaudio_plugin.core.suggesting import did_you_mean

DEFAULT_HANDLES = 16
"""Frames. MLT 7.12, in the Kdenlive of many a distribution, plays a clip up to a frame early that
begins less than some 15 frames into its file."""
DEFAULT_DUCK_DB = ducking.DEFAULT_DEPTH_DB

AUTO = "auto"
"""Stands for the best engine that is ready."""

SUBTITLE_TIMES = (AUTO, "start", "timecode")
"""Times count from the timeline's start or are its timecode; `auto`: as most captions fit."""
TRACKS = ("speech", "audio", "mix")
MAX_TAKES = 99
MAX_HANDLES = 1000  # frames
MAX_SEED = 2**31 - 1  # with the takes after it, what every random generator accepts
MAX_DUCK_DB = 60.0
DEFAULT_DUCK_HOLD_S = ducking.DEFAULT_HOLD_S
DEFAULT_DUCK_SPEED = ducking.DEFAULT_SPEED
MAX_DUCK_HOLD_S = 10.0
DUCK_SPEEDS = tuple(ducking.SPEEDS)
DEFAULT_RETRIES = 2
MAX_RETRIES = 10
PICK_BEST = "best"
PICKS = ("", PICK_BEST)
"""Which of several takes plays where nobody has chosen: the first, or the best by its verdict."""
NO_MARK = "none"
MARKS = ("c2pa", NO_MARK)
"""How files say that they were generated: signed (C2PA) and in words, or not at all."""


@dataclass(frozen=True)
class RenderOptions:
    """Settings of one render. Paths may be relative to the working directory.

    Raises UsageError, naming the command line's option, for values that make no sense.
    """

    output: Path | None = None
    sequence: str = ""  # by name, of a file that holds several; empty: the first
    subtitles: tuple[Path, ...] = ()
    sidecar: bool = True  # where none are named, those beside the timeline of its name are read
    subtitle_encoding: str = ""  # fallback when a file is neither UTF-8 nor UTF-16
    subtitle_times: str = AUTO  # what their times count from: see SUBTITLE_TIMES
    language: str = "en"
    engine: str = AUTO
    tracks: tuple[str, ...] = ("speech", "audio")
    clips: tuple[str, ...] = ()  # shot names or 1-based numbers; empty: all
    cast: tuple[tuple[str, str], ...] = ()  # (speaker, voice or recording); "" is lines of nobody
    engine_settings: SettingsByEngine = field(default_factory=dict)  # as engines declare them
    pronounce: tuple[str, ...] = ()  # WRITTEN=SAID, of every line
    prompt: str = ""
    negative_prompt: str = ""
    seed: int = 0
    takes: int = 1
    handles: int = DEFAULT_HANDLES
    duck_db: float = DEFAULT_DUCK_DB
    duck_hold: float = DEFAULT_DUCK_HOLD_S  # seconds: shorter pauses are held through
    duck_speed: str = DEFAULT_DUCK_SPEED
    media_roots: tuple[Path, ...] = ()
    channels: str = DEFAULT_CHANNELS  # of the sound of shots and of the mix: one of CHANNELS
    spec: str = DEFAULT_SPEC  # what the mix is brought to: one of SPECS
    stems: bool = False  # dialogue and the rest as files of their own, beside the mix
    mark: str = MARKS[0]  # one of MARKS
    watermark: bool = False  # an inaudible one in the mix and the preview
    preview: Path | None = None
    in_place: bool = False
    embed: bool = False  # an AAF holds its sounds instead of linking to them
    dialect: str = "generic"  # a host that `hosts.registry` knows and the timeline is written for
    ignore_decisions: bool = False  # neither read nor written
    bring_back: bool = False  # what an editor has deleted in a host is laid again
    check: bool = True  # takes are checked when they are rendered
    pick: str = ""  # which of several takes plays: one of PICKS; empty: the first
    retries: int = DEFAULT_RETRIES  # further takes of what comes out bad, where takes are checked
    anew: bool = False  # takes that an earlier version of the engine made are made again
    library: LibraryPlace | None = None  # where takes are kept; None: the user's data folder
    worker_python: str = ""
    farm: str = ""  # address of a farm that renders: docs/farm.md; empty: this computer does
    farm_map: tuple[str, ...] = ()  # folders as the farm's hosts name them, FROM=TO

    def __post_init__(self) -> None:
        if not self.engine:
            raise UsageError("no engine is named", hint=f"Choose {AUTO}, or see: deepaudio doctor")
        if not self.tracks or any(track not in TRACKS for track in self.tracks):
            raise UsageError(
                f"--tracks {','.join(self.tracks)!r} is not a list of tracks",
                hint=_tracks_hint(self.tracks),
            )
        if self.subtitle_times not in SUBTITLE_TIMES:
            raise UsageError(
                f"--subtitle-times {self.subtitle_times!r} is not known",
                hint=f"Choose {_one_of(SUBTITLE_TIMES)}.",
            )
        try:
            parse(self.pronounce)
        except ValueError as error:
            raise UsageError(
                f"--pronounce: {error}", hint="Write it like --pronounce 'Leicester=Lester'."
            ) from error
        _within("takes", self.takes, 1, MAX_TAKES)
        _within("retries", self.retries, 0, MAX_RETRIES)
        _within("handles", self.handles, 0, MAX_HANDLES, "frames")
        _within("seed", self.seed, 0, MAX_SEED)
        if self.spec not in SPECS:
            hint = did_you_mean(self.spec, SPECS, f"Choose {_one_of(tuple(SPECS))}.")
            raise UsageError(f"--spec {self.spec!r} is not known", hint=hint)
        if self.channels not in CHANNELS:
            raise UsageError(
                f"--channels {self.channels!r} is not known",
                hint=f"Choose {_one_of(tuple(CHANNELS))}.",
            )
        if self.pick not in PICKS:
            raise UsageError(f"--pick {self.pick!r} is not known", hint="Choose best, or leave it.")
        if self.mark not in MARKS:
            hint = did_you_mean(self.mark, MARKS, f"Choose {_one_of(MARKS)}.")
            raise UsageError(f"--mark {self.mark!r} is not known", hint=hint)
        _within("duck", self.duck_db, 0, MAX_DUCK_DB, "dB")
        _within("duck-hold", self.duck_hold, 0, MAX_DUCK_HOLD_S, "s")
        if self.duck_speed not in DUCK_SPEEDS:
            raise UsageError(
                f"--duck-speed {self.duck_speed!r} is not known",
                hint=f"Choose {_one_of(DUCK_SPEEDS)}.",
            )

    @property
    def ducking(self) -> Ducking:
        """How sound makes way for speech."""
        return Ducking(self.duck_db, self.duck_hold, self.duck_speed)


def _within(name: str, value: float, least: int, most: float, unit: str = "") -> None:
    if not (math.isfinite(value) and least <= value <= most):
        raise UsageError(
            f"--{name} {value} is out of range",
            hint=f"Choose {least} to {most:.0f} {unit}".rstrip() + ".",
        )


def _tracks_hint(given: tuple[str, ...]) -> str:
    strange = next((track for track in given if track not in TRACKS), "")
    hint = f"Choose any of {_one_of(TRACKS)}, separated by commas."
    return did_you_mean(strange, TRACKS, hint)


def _one_of(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + f" or {names[-1]}"
