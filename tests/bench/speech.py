"""How well generated lines are understood, and how exactly they start.

Forty lines go through the real journey, from an SRT file to written takes, two speakers in
turn, each in a window a subtitler would give it: 0.85 to 1.15 times the time that 15
characters a second need (at least 1 s), drawn from a fixed seed.
"""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

import deepaudio_plugin
from deepaudio.dsp import wav
from deepaudio.dsp.waveform import SAMPLE_RATE
from deepaudio.evaluation.metrics import word_errors
from tests.bench.figures import Figure
from tests.helpers.lines import lines

RATE = 25.0
_CHARACTERS_PER_SECOND = 15
_AUDIBLE_DB = -40.0  # below the take's peak: where a listener hears the voice begin


def measure(folder: Path) -> list[Figure]:
    """Word error rate over all lines, and the worst start against its cue."""
    said = lines()
    starts, ends = _windows(said)
    timeline, subtitles = _project(folder, said, starts, ends)
    result = deepaudio_plugin.render(timeline, subtitles=[subtitles], library=folder / "takes")
    assert result.output is not None, result.failures
    clips = _clips(result.output)
    errors, onsets = [], []
    for text, start, clip in zip(said, starts, clips, strict=True):
        sound, onset = _heard(clip, result.output.parent)
        errors.append(word_errors.word_errors(text, sound))
        onsets.append(abs(onset - start))
    return [
        Figure("speech: word error rate, 40 lines", 100 * word_errors.rate(errors), "%", 6.0),
        Figure("speech: worst start against its cue", 1000 * max(onsets), "ms", 80.0),
        Figure("speech: median start against its cue", 1000 * float(np.median(onsets)), "ms"),
    ]


def _windows(lines: list[str]) -> tuple[list[float], list[float]]:
    """Start and end of each line in seconds, off the frame grid on purpose."""
    random_ = random.Random(7)
    starts, ends, at = [], [], 0.5
    for line in lines:
        length = max(1.0, len(line) / _CHARACTERS_PER_SECOND * random_.uniform(0.85, 1.15))
        starts.append(round(at, 3))
        ends.append(round(at + length, 3))
        at += length + random_.uniform(0.3, 1.2)
    return starts, ends


def _project(
    folder: Path, lines: list[str], starts: list[float], ends: list[float]
) -> tuple[Path, Path]:
    """A timeline without picture, long enough for the lines, and their SRT."""
    frames = RationalTime(round((ends[-1] + 5) * RATE), RATE)
    clip = otio.schema.Clip("music", source_range=TimeRange(RationalTime(0, RATE), frames))
    track = otio.schema.Track("A1", [clip], kind=otio.schema.TrackKind.Audio)
    timeline = otio.schema.Timeline("lines")
    timeline.tracks.append(track)
    path = folder / "lines.otio"
    otio.adapters.write_to_file(timeline, str(path))
    blocks = [
        f"{n}\n{_srt(start)} --> {_srt(end)}\n{('ANNA', 'BEN')[n % 2]}: {line}\n"
        for n, (line, start, end) in enumerate(zip(lines, starts, ends, strict=True), start=1)
    ]
    subtitles = folder / "lines.srt"
    subtitles.write_text("\n".join(blocks), encoding="utf-8")
    return path, subtitles


def _srt(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"00:{minutes:02d}:{rest // 1000:02d},{rest % 1000:03d}"


def _clips(output: Path) -> list[tuple[float, otio.schema.Clip]]:
    """Speech clips with their start on the timeline in seconds, in order."""
    timeline = otio.adapters.read_from_file(str(output), "otio_json")
    found = []
    for track in timeline.tracks:
        if track.name.startswith("DeepAudio Speech"):
            for clip in track.find_clips():
                found.append((clip.range_in_parent().start_time.to_seconds(), clip.deepcopy()))
    return sorted(found, key=lambda pair: pair[0])


def _heard(placed: tuple[float, otio.schema.Clip], folder: Path) -> tuple[np.ndarray, float]:
    """What a listener hears of a clip: its samples, and when on the timeline the voice begins."""
    start, clip = placed
    first = round(clip.source_range.start_time.to_seconds() * SAMPLE_RATE)
    length = round(clip.source_range.duration.to_seconds() * SAMPLE_RATE)
    sound = wav.read(folder / clip.media_reference.target_url, first, length).samples[0]
    loud = np.abs(sound) > np.abs(sound).max() * 10 ** (_AUDIBLE_DB / 20)
    return sound, start + int(np.argmax(loud)) / SAMPLE_RATE
