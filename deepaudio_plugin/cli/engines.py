"""`deepaudio engines`: which engines there are, what they can do, and their settings."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from deepaudio_plugin.core.command_line.output import Output

if TYPE_CHECKING:
    from deepaudio_plugin.core.engine_info import EngineInfo

_DURATIONS = {
    "exact": "a line to a picture is exactly as long as it is shown",
    "range": "the voice is fitted to its line, and may run on",
    "none": "a line is as long as it gets",
}
_COMMERCIAL = {
    True: "commercial use is allowed",
    False: "NON-COMMERCIAL use only",
    None: "whether commercial use is allowed is not stated",
}


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser("engines", help="list engines, what they can do, their settings")
    parser.add_argument("--json", action="store_true", help="JSON lines, for programs")
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace, output: Output) -> int:
    """Ask the worker for its engines. Raises WorkerError when it does not start."""
    from deepaudio_plugin.worker_client.client import WorkerClient

    with WorkerClient() as client:
        engines = client.start().engines
    for engine in engines:
        output.event("engine", engine=asdict(replace(engine, label=engine.shown)))
        for line in _lines(engine):
            output.line(line)
    return 0


def _lines(engine: EngineInfo) -> Iterator[str]:
    from deepaudio_plugin.core.engine_settings import described
    from deepaudio_plugin.core.spoken.deliveries import told

    state = "" if engine.ready else f" ({engine.state})"
    yield f"{engine.name}{state}"
    yield f"  {engine.title}"
    if engine.hint and not engine.ready:
        yield f"  → {engine.hint}"
    yield from (f"  ! {note}" for note in engine.notes)
    yield f"  {_sound(engine)}; {_DURATIONS[engine.durations]}"
    voices = ", ".join(_voice(engine, name) for name in engine.voices) or "none built in"
    yield f"  voices: {voices}{_recordings(engine)}"
    yield f"  languages: {', '.join(engine.languages) or 'not stated'}"
    yield f"  lines are said: {', '.join(['as usual', *map(told, engine.deliveries)])}"
    if terms := _terms(engine):
        yield f"  {terms}"
    for setting in engine.settings:
        yield f"  --set {described(setting)}"


def _voice(engine: EngineInfo, name: str) -> str:
    traits = engine.traits(name)
    return f"{name} ({traits.in_words})" if traits else name


def _sound(engine: EngineInfo) -> str:
    channels = {1: "mono", 2: "stereo"}.get(engine.channels, f"{engine.channels} channels")
    memory = f", about {engine.memory_gb:g} GB of GPU memory" if engine.memory_gb else ""
    return (
        f"{channels} at {engine.sample_rate / 1000:g} kHz, "
        f"{engine.window_s:g} s in one pass{memory}"
    )


def _recordings(engine: EngineInfo) -> str:
    if not engine.recordings:
        return ""
    words = {"required": " with a transcript", "optional": " with or without a transcript"}
    seconds = f"{engine.recording_min_s:g} to {engine.recording_max_s:g} s"
    return f"; recordings of {seconds}{words.get(engine.recording_words, '')}"


def _terms(engine: EngineInfo) -> str:
    parts = [
        f"code: {engine.code_licence}" if engine.code_licence else "",
        f"weights: {engine.weights_licence}" if engine.weights_licence else "",
    ]
    named = "; ".join(part for part in parts if part)
    return f"{named}; {_COMMERCIAL[engine.commercial_use]}" if named else ""
