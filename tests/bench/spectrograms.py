"""`python -m tests.bench.spectrograms [FOLDER]`: how the demo and a test scene sound, as pictures.

Renders the demo afresh and draws the sound of its tracks with the true contacts of its film;
and a drawn scene in which things are hit, with what is found in it and the bed under the hits.
Without a folder the pictures of docs/sounds.md are made.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication, QImage

import deepaudio_plugin
from deepaudio.dsp import wav
from deepaudio.engines.base import AudioRequest
from deepaudio.engines.sketch.hit_levels import heard
from deepaudio.engines.sketch.score import Score, write_score
from deepaudio.engines.sketch.score_synthesis import synthesise
from deepaudio.media.picture import JobPicture
from tests.bench.film import DEMO
from tests.bench.sound_plots import RATE, Marked, PlottedSound, sheet
from tests.helpers.contact_scenes.chosen_on import balls, look
from tests.helpers.contact_scenes.filming import ContactScene, Weather, film
from tests.helpers.contact_scenes.watching import save

DOCS = DEMO.parent / "pictures"
PROMPT = "a ball bounces, rain"
_SHOTS = 8  # pictures over the scene


def main(arguments: list[str]) -> int:
    """Draw both sheets."""
    app = QGuiApplication.instance() or QGuiApplication([])
    target = Path(arguments[0]) if arguments else DOCS
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, shown in (("demo", demo(Path(folder))), ("scene", scene(Path(folder)))):
            path = target / f"sound-of-{name}.png"
            sheet(shown).save(str(path))
            print(path)
    del app
    return 0


def demo(folder: Path) -> PlottedSound:
    """The demo's written tracks as a player plays them, and what its film's truth says."""
    result = deepaudio_plugin.render(
        DEMO / "demo.otio",
        ignore_decisions=True,
        subtitles=[DEMO / "demo.srt"],
        output=folder / "demo.otio",
        library=folder / "takes",
    )
    assert result.output is not None, result.failures
    timeline = otio.adapters.read_from_file(str(result.output), "otio_json")
    truth = json.loads((DEMO / "events.json").read_text(encoding="utf-8"))["timeline"]
    return PlottedSound(
        "The demo: speech and sound",
        played(timeline, result.output.parent),
        [contact["time_s"] for contact in truth["contacts"]],
        _lines(timeline),
        pictures=_shots(timeline),
    )


def played(timeline: otio.schema.Timeline, folder: Path) -> np.ndarray:
    """All our tracks of a written timeline, added up, (channels, T)."""
    length = round(timeline.duration().to_seconds() * RATE) + RATE
    sound = np.zeros((2, length), np.float32)
    channels = 1
    for clip in _clips(timeline, "DeepAudio"):
        at = round(clip.range_in_parent().start_time.to_seconds() * RATE)
        media = clip.media_reference
        first = clip.source_range.start_time - media.available_range.start_time
        wanted = round(clip.source_range.duration.to_seconds() * RATE)
        piece = wav.read(folder / media.target_url, round(first.to_seconds() * RATE), wanted)
        channels = max(channels, min(len(piece.samples), 2))
        sound[:, at : at + piece.samples.shape[1]] += piece.samples[:2]
    return sound[:channels, : length - RATE]


def _clips(timeline: otio.schema.Timeline, track_name: str) -> list[otio.schema.Clip]:
    tracks = [track for track in timeline.tracks if track.name.startswith(track_name)]
    return [clip for track in tracks for clip in track.find_clips()]


def _lines(timeline: otio.schema.Timeline) -> list[Marked]:
    found = []
    for clip in _clips(timeline, "DeepAudio Speech"):
        place = clip.range_in_parent()
        ends = place.end_time_exclusive().to_seconds()
        found.append(Marked(place.start_time.to_seconds(), ends, clip.name.split(":")[0][:24]))
    return found


def _shots(timeline: otio.schema.Timeline) -> list[tuple[float, QImage]]:
    shots = []
    for clip in _clips(timeline, "V1"):
        path = (DEMO / clip.media_reference.target_url).resolve()
        begins = clip.range_in_parent().start_time.to_seconds()
        shots.append((begins, _frame(path, clip.source_range.start_time.to_seconds() + 0.5)))
    return shots


def _frame(path: Path, second: float) -> QImage:
    """The frame of a film showing at `second` of its first timecode's time, or its first."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time >= second:
                break
        pixels = np.ascontiguousarray(frame.reformat(320, 180, "rgb24").to_ndarray())
    return QImage(pixels.data, 320, 180, 960, QImage.Format.Format_RGB888).copy()


def scene(folder: Path) -> PlottedSound:
    """A drawn scene as the engine makes its sound, and its true contacts."""
    drawn = film("balls", balls, look, lambda _: Weather(grain=1.5), (9, 3), 25.0, 180)
    picture = JobPicture(str(save(drawn, folder / "scene.mp4")), duration_s=drawn.duration_s)
    request = AudioRequest(round(drawn.duration_s * RATE), prompt=PROMPT, picture=picture)
    score = heard(write_score(request, lambda: None), request)
    return PlottedSound(
        f"A drawn scene, “{PROMPT}”",
        _sound(score, request),
        drawn.times,
        bed=_sound(replace(score, notes=()), request),
        pictures=_stills(drawn),
    )


def _sound(score: Score, request: AudioRequest) -> np.ndarray:
    return np.atleast_2d(synthesise(score, request, 0, request.num_samples))


def _stills(drawn: ContactScene) -> list[tuple[float, QImage]]:
    found = []
    for at in np.arange(_SHOTS) * drawn.duration_s / _SHOTS:
        pixels = np.ascontiguousarray(drawn.frames[int(at * drawn.rate)])
        height, width = pixels.shape
        grey = QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8)
        found.append((float(at), grey.copy()))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
