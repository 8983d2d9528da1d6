"""What the mark of generated sound costs: 1,000 lines written with signatures and without.

Writing is all of a write but the rendering: the timeline is read and planned, each take becomes
a Broadcast WAV that is on the disk before the next is begun, and the timeline is written.
Signing waits for the disk as well, for several files at once, and while others are written.
"""

from __future__ import annotations

import time
from pathlib import Path

import psutil

from deepaudio_plugin.worker_client.client import WorkerClient
from tests.bench.figures import Figure
from tests.helpers.rendered import render_tones
from tests.helpers.timelines import clip, span, track, write

LINES = 1_000
EACH_S = 2


def measure(folder: Path) -> list[Figure]:
    """Each way three times in turn, of which the fastest counts; tones stand in for takes."""
    timeline = write(folder, track(clip("a.mov", span(0, LINES * EACH_S * 24))))
    subtitles = folder / "lines.srt"
    subtitles.write_text("\n".join(_cue(n) for n in range(LINES)), encoding="utf-8")
    plain, signed, spent = [], [], []
    with WorkerClient() as worker:
        worker.start()
        process = psutil.Process(worker.pid)
        for number in range(4):  # the first makes the tones, and loads what signs
            plain.append(_seconds(folder, timeline, subtitles, f"plain-{number}", None))
            before = sum(process.cpu_times()[:2])
            signed.append(_seconds(folder, timeline, subtitles, f"signed-{number}", worker))
            spent.append(sum(process.cpu_times()[:2]) - before)
    least = min(plain[1:])
    more = 100 * (min(signed[1:]) - least) / least
    return [
        Figure("marks: writing 1,000 lines of two seconds, without a mark", least, "s"),
        Figure("marks: the same with every file signed", min(signed[1:]), "s"),
        Figure("marks: more time with every file signed", more, "%", 10),
        Figure("marks: CPU of signing a file", min(spent[1:]) / LINES * 1000, "ms"),
    ]


def _cue(number: int) -> str:
    begin, end = (_clock(number * EACH_S * 1000 + ms) for ms in (0, EACH_S * 1000 - 40))
    return f"{number + 1}\n{begin} --> {end}\nLine number {number}.\n"


def _clock(ms: int) -> str:
    s, ms = divmod(ms, 1000)
    return f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02},{ms:03}"


def _seconds(
    folder: Path, timeline: Path, subtitles: Path, name: str, signer: WorkerClient | None
) -> float:
    began = time.perf_counter()
    written = render_tones(timeline, subtitles, output=folder / name / "cut.otio", signer=signer)
    took = time.perf_counter() - began
    assert not [note for note in written.notes if "not signed" in note]
    return took
