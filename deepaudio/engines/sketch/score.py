"""The score of a job: what sounds when, from the events of the picture and the prompt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.ambience import STEP, Layer, SoundCaption, captions_of, write_layers
from deepaudio.engines.sketch.bank.cached_sounds import HARDNESS, VARIANTS
from deepaudio.engines.sketch.bank.catalogue import STRIKES
from deepaudio.engines.sketch.bank.noise import generator
from deepaudio.engines.sketch.contact_grid import FARTHEST_S
from deepaudio.engines.sketch.events import Event, activity, find_events
from deepaudio.engines.sketch.picture_analysis import PictureAnalysis, analyse_picture
from deepaudio.engines.sketch.played import Note
from deepaudio.engines.sketch.prompts import Palette, palette, quoted

STRIKE_DB = -12.0
"""Peak of the strongest strike, in dBFS."""

_STRIKE_RANGE_DB = 12.0  # how far below that the weakest lies
_UNNAMED_DB = -2.0  # impacts that are not described are softer
_CUE_REACH_S = 0.5  # a described sound may move this far to meet an event
_MIDDLE_ACTIVITY = 2.0  # grey levels of mean change that count as lively


@dataclass(frozen=True)
class Score:
    """Everything that sounds in a job."""

    layers: tuple[Layer, ...] = ()
    notes: tuple[Note, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass
class _ScoreBuilder:
    """Builds a score."""

    request: AudioRequest
    start_s: float
    end_s: float
    events: list[Event]
    notes: list[Note] = field(default_factory=list)
    taken: set[float] = field(default_factory=set)  # times of events that have their sound


def write_score(request: AudioRequest, check: Callable[[], None]) -> Score:
    """The score of a whole job. Raises `MediaError` if its picture cannot be read."""
    start_s = -request.handle_in / SAMPLE_RATE
    end_s = (request.num_samples + request.handle_out) / SAMPLE_RATE
    seen = analyse_picture(request.picture, start_s, end_s, check) if request.picture else None
    asked = palette(request.prompt, request.negative_prompt)
    captions = [
        (caption, palette(caption.text, request.negative_prompt))
        for caption in captions_of(request.settings)
    ]
    events = find_events(seen.motion) if seen and not asked.silent else []
    events = [event for event in events if not _is_silenced(event, captions)]
    builder = _ScoreBuilder(request, start_s, end_s, events)
    _write_described(builder, captions)
    _write_once(builder, asked.once)
    _write_events(builder, asked.strikes)
    unseen = [] if events or asked.silent else _write_unseen(builder, asked)
    layers = write_layers(request, asked, captions, _level(seen, start_s, end_s))
    notes = sorted(builder.notes, key=lambda note: (note.at, note.name, note.variant))
    texts = [(request.prompt, asked), *((caption.text, found) for caption, found in captions)]
    warnings = (*(seen.warnings if seen else ()), *_too_slow(seen), *_remarks(texts), *unseen)
    return Score(layers, tuple(notes), warnings)


def _remarks(texts: Sequence[tuple[str, Palette]]) -> list[str]:
    """Warnings about texts for which the bank has no sound, and about what was guessed."""
    told: list[str] = []
    for text, found in texts:
        told += found.notes
        if found.silent:
            told.append(f"nothing is heard while {quoted(text)} says so")
        if text.strip() and not found and not found.notes:
            told.append(f"the sketch engine has no sound for {quoted(text)}")
    return list(dict.fromkeys(told))


def _too_slow(seen: PictureAnalysis | None) -> list[str]:
    """A warning about a picture in which no contact could be seen."""
    if seen is None or len(seen.motion) < 4:
        return []
    frame_s = float(np.median(np.diff(seen.motion.times_s)))
    if frame_s <= FARTHEST_S:
        return []
    return [f"no hits are looked for: {1 / frame_s:.2g} frames a second are too few to see any"]


def _is_silenced(event: Event, captions: Sequence[tuple[SoundCaption, Palette]]) -> bool:
    """Whether an event happens while a caption says that nothing is heard."""
    return any(
        found.silent and caption.start_s <= event.time_s <= caption.end_s
        for caption, found in captions
    )


def _level(seen: PictureAnalysis | None, start_s: float, end_s: float) -> npt.NDArray[np.float32]:
    """Activity per STEP, 0 to 1, smooth enough never to sound like an onset."""
    count = int((end_s - start_s) * SAMPLE_RATE) // STEP + 2
    if seen is None or len(seen.motion) < 2:
        return np.zeros(count, np.float32)
    raw = activity(seen.motion)
    grid = start_s + np.arange(count) * (STEP / SAMPLE_RATE)
    curve = np.interp(grid, seen.motion.times_s, raw / (raw + _MIDDLE_ACTIVITY))
    width = int(0.5 * SAMPLE_RATE / STEP)
    window = np.hanning(2 * width + 3)[1:-1]
    padded = np.pad(curve, width, mode="edge")
    return np.convolve(padded, window / window.sum(), mode="valid").astype(np.float32)


# -- strikes ------------------------------------------------------------------------


def _write_events(builder: _ScoreBuilder, strikes: Sequence[str]) -> None:
    """Every event that has no sound yet: steps sound as steps where some were asked for."""
    steps = [name for name in strikes if name.startswith("step")]
    knocks = [name for name in strikes if not name.startswith("step")]
    for event in builder.events:
        if event.time_s not in builder.taken:
            fitting = (steps or knocks) if event.kind == "step" else (knocks or steps)
            extra = 0.0 if fitting else _UNNAMED_DB
            _strike(builder, (fitting or ["thud"])[0], event, extra)


def _write_unseen(builder: _ScoreBuilder, asked: Palette) -> list[str]:
    """What a prompt asks for and nothing is seen to make, freely placed; warnings about it.

    A thing that is only named is not heard by itself: a desk in the picture makes no sound.
    """
    strikes = [name for name in asked.strikes if name not in asked.only_named]
    for name in strikes:
        if STRIKES[name].every_s or name.startswith("step"):
            _repeat(builder, name, max(0.0, builder.start_s), builder.end_s)
        else:
            _strike(builder, name, Event(0.3 * builder.request.num_samples / SAMPLE_RATE, 0.7))
    named = ", ".join(name.replace("_", " ") for name in strikes)
    told = [f"nothing in the picture is seen to make it: {named} is placed freely"] if named else []
    still = ", ".join(name for name in asked.strikes if name in asked.only_named)
    return [*told, f"{still} is not heard: nothing is seen to hit it"] if still else told


def _write_once(builder: _ScoreBuilder, names: Sequence[str]) -> None:
    for name in names:
        if STRIKES[name].every_s:
            _repeat(builder, name, builder.start_s, builder.end_s)
            continue
        event = _strongest(builder, builder.start_s, builder.end_s)
        if event is not None:
            builder.taken.add(event.time_s)
            _strike(builder, name, _firm(event))
        else:
            _strike(builder, name, Event(0.3 * builder.request.num_samples / SAMPLE_RATE, 0.7))


def _write_described(
    builder: _ScoreBuilder, captions: Sequence[tuple[SoundCaption, Palette]]
) -> None:
    """Strikes that captions describe, at their times."""
    for caption, asked in captions:
        for name in asked.strikes + asked.once:
            _place(builder, name, caption.start_s, caption.end_s)


def _place(builder: _ScoreBuilder, name: str, start_s: float, end_s: float) -> None:
    """One described strike: at the picture's events within its time, else at its start."""
    low, high = start_s - _CUE_REACH_S, end_s + _CUE_REACH_S
    within = [
        e for e in builder.events if low <= e.time_s <= high and e.time_s not in builder.taken
    ]
    if name.startswith("step") and within:
        chosen = within
    elif STRIKES[name].every_s or name.startswith("step"):
        _repeat(builder, name, start_s, end_s)
        return
    else:
        event = _strongest(builder, low, high)
        chosen = [event] if event else []
    for event in chosen:
        builder.taken.add(event.time_s)
        _strike(builder, name, _firm(event))
    if not chosen and builder.start_s <= start_s < builder.end_s:
        _strike(builder, name, Event(start_s, 0.85))


_STEP_EVERY_S = 0.54  # an unhurried walk


def _repeat(builder: _ScoreBuilder, name: str, start_s: float, end_s: float) -> None:
    every = STRIKES[name].every_s or _STEP_EVERY_S
    rng = generator("repeat", name, builder.request.seed)
    loose = 0.0 if name == "tick" else 0.35 if name == "key_press" else 0.06
    time_s = start_s + (0.0 if name == "tick" else rng.uniform(0, 0.3 * every))
    while time_s < end_s:
        if builder.start_s <= time_s < builder.end_s:
            _strike(builder, name, Event(time_s, rng.uniform(0.5, 0.8)))
        time_s += every * rng.uniform(1 - loose, 1 + loose)


def _strongest(builder: _ScoreBuilder, start_s: float, end_s: float) -> Event | None:
    within = [
        e for e in builder.events if start_s <= e.time_s <= end_s and e.time_s not in builder.taken
    ]
    return max(within, key=lambda e: e.strength, default=None)


def _firm(event: Event) -> Event:
    """An event that is heard for certain."""
    return replace(event, strength=max(event.strength, 0.7))


def _strike(builder: _ScoreBuilder, name: str, event: Event, extra_db: float = 0.0) -> None:
    """Write one note; its variation depends on the seed, the sound and its time alone."""
    sound = STRIKES[name]
    at = round((event.time_s - sound.lead_s) * SAMPLE_RATE)
    rng = generator("note", name, builder.request.seed, at)
    decibels = STRIKE_DB - _STRIKE_RANGE_DB * (1 - event.strength) + sound.gain_db + extra_db
    hardness = int(np.argmin(np.abs(np.array(HARDNESS) - event.strength)))
    builder.notes.append(
        Note(
            name,
            at,
            float(10 ** ((decibels + rng.uniform(-1.0, 0.0)) / 20)),
            int(rng.integers(VARIANTS)),
            hardness,
            float(rng.uniform(0.95, 1.06)),
            event.x,
        )
    )
