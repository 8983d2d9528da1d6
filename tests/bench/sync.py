"""Whether sound lands where the picture says: the demo's truth, and drawn scenes.

Both go through the real journey. What is judged is what a player would play: the written
audio clips one after the other, in which every onset an energy detector hears
(`deepaudio.evaluation.metrics.onsets`) is held against the true contacts at ±80 ms.

The drawn scenes are of seeds that nothing was developed on: 7001 to 7004 of every kind,
with or without anything hit in them, in whatever weather the seed brings.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

import deepaudio_plugin
from deepaudio.dsp import wav
from deepaudio.evaluation.metrics.onsets import Agreement, agreement, onsets
from tests.bench.figures import Figure
from tests.bench.film import DEMO
from tests.helpers import scenes

SEEDS = (7001, 7002, 7003, 7004)
AT_A_CUT_S = 0.06


def measure(folder: Path) -> list[Figure]:
    """F1 on the demo and on the drawn scenes; onsets at cuts."""
    demo, demo_cuts = demo_agreement(folder / "demo")
    drawn, drawn_cuts = drawn_agreement(folder / "drawn")
    errors = [abs(e) for e in (*demo.errors_s, *drawn.errors_s)]
    return [
        Figure("sync: F1 on the demo film at ±80 ms", demo.f1, "", 0.85, "at least"),
        Figure("sync: F1 on drawn scenes at ±80 ms", drawn.f1, "", 0.85, "at least"),
        Figure("sync: sounds at a cut", demo_cuts + drawn_cuts, "", 0),
        Figure("sync: median error of a hit", 1000 * float(np.median(errors)), "ms"),
    ]


def demo_agreement(folder: Path) -> tuple[Agreement, int]:
    """The demo's audio track against the truth of its film, and onsets at its cuts."""
    truth = json.loads((DEMO / "events.json").read_text(encoding="utf-8"))["timeline"]
    output = _render(DEMO / "demo.otio", folder, [DEMO / "demo.srt"])
    found = onsets(heard(output))
    contacts = [contact["time_s"] for contact in truth["contacts"]]
    return agreement(found, contacts), _at_cuts(found, truth["cuts"], contacts)


def drawn_agreement(folder: Path) -> tuple[Agreement, int]:
    """All drawn scenes, each a timeline of one shot."""
    folder.mkdir(parents=True)
    total, at_cuts = Agreement(0, 0, 0), 0
    for kind in sorted(scenes.PLAYS):
        for seed in SEEDS:
            scene = scenes.make(kind, seed)
            name = f"{kind}-{seed}"
            film = scene.save(folder / f"{name}.mp4")
            output = _render(_timeline(film, scene), folder / name, [])
            found = onsets(heard(output))
            total += agreement(found, scene.events, scene.optional)
            at_cuts += _at_cuts(found, scene.cuts, [*scene.events, *scene.optional])
    return total, at_cuts


def _render(timeline: Path, folder: Path, subtitles: list[Path]) -> Path:
    result = deepaudio_plugin.render(
        timeline,
        ignore_decisions=True,
        subtitles=subtitles,
        tracks=["audio"],
        output=folder / timeline.name,
        library=folder / "takes",
    )
    assert result.output is not None, result.failures
    return result.output


def _timeline(film: Path, scene: scenes.Scene) -> Path:
    length = TimeRange(RationalTime(0, scene.rate), RationalTime(len(scene.frames), scene.rate))
    reference = otio.schema.ExternalReference(film.name, available_range=length)
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    track.append(otio.schema.Clip(scene.kind, reference, length))
    timeline = otio.schema.Timeline(film.stem)
    timeline.tracks.append(track)
    path = film.with_suffix(".otio")
    otio.adapters.write_to_file(timeline, str(path), "otio_json")
    return path


def heard(output: Path) -> np.ndarray:
    """The audio track of a written timeline as a player plays it, in mono: clip after clip."""
    timeline = otio.adapters.read_from_file(str(output), "otio_json")
    track = next(t for t in timeline.tracks if t.name == "DeepAudio Audio")
    sound = np.zeros(round(timeline.duration().to_seconds() * 48_000) + 1, np.float32)
    for clip in track.find_clips():
        at = round(clip.range_in_parent().start_time.to_seconds() * 48_000)
        first = round(clip.source_range.start_time.to_seconds() * 48_000)
        length = round(clip.source_range.duration.to_seconds() * 48_000)
        played = wav.read(output.parent / clip.media_reference.target_url, first, length)
        piece = played.with_channels(1).samples[0]
        sound[at : at + len(piece)] = piece[: len(sound) - at]
    return sound


def _at_cuts(found: list[float], cuts: list[float], contacts: list[float]) -> int:
    """Onsets at a cut that no contact explains."""
    return sum(
        any(abs(onset - cut) <= AT_A_CUT_S for cut in cuts)
        and all(abs(onset - contact) > 0.08 for contact in contacts)
        for onset in found
    )
