"""What long timelines take: read, opened in the backend, edited, and given our tracks.

Processor time of this process.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import opentimelineio as otio

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.deciding import decide
from deepaudio_plugin.backend.session import Session
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.decisions.refs import cue_ref
from deepaudio_plugin.output.splice import with_tracks, without_ours
from deepaudio_plugin.subtitles.cues import read_cues
from deepaudio_plugin.subtitles.material import read_material
from deepaudio_plugin.takes.library import TakeLibrary
from tests.bench.figures import Figure
from tests.bench.film import make_film, make_timeline
from tests.helpers import cuts
from tests.helpers.timelines import clip, gap, span, track, write

_RATE = 24000 / 1001
_ENGINE = EngineInfo("sketch", True, "Sketch", voices=("one", "two", "three"))


def measure(folder: Path) -> list[Figure]:
    """Clips inside clips, cues, a session, and our tracks put into a file's text."""
    few, many = (reading_seconds(folder / f"read-{n}", n) for n in (1_000, 10_000))
    small, large = min(splice_seconds(1_000) for _ in range(3)), splice_seconds(10_000)
    opened, loaded, edited = session_seconds(folder / "session")
    return [
        Figure("reading 10,000 clips with 5,000 in a track above", many, "s", 4.0),
        Figure("reading: ten times the clips take", many / few, "×", 13.0),
        Figure("reading 20,000 cues", cues_seconds(folder / "cues"), "s", 2.0),
        Figure("backend: 10,000 clips, until the first can be told", opened, "s", 1.2),
        Figure("backend: 10,000 clips, until all is told", loaded, "s", 4.5),
        Figure("backend: one line of 10,000 edited", edited, "s", 0.8),
        Figure("our track of 10,000 clips put into a file of 10,000", large, "s", 3.0),
        Figure("our track: ten times the clips take", large / small, "×", 40.0),
    ]


def seconds(work: Callable[[], object]) -> float:
    """Processor time of `work`."""
    began = time.process_time()
    work()
    return time.process_time() - began


def reading_seconds(folder: Path, count: int) -> float:
    """The best of three: reading `count` clips with a higher one inside every fourth."""
    folder.mkdir()
    whole = span(0, 100_000, _RATE)
    below = [clip("a.mov", span(n, 48, _RATE), whole, f"s{n}") for n in range(count)]
    row = (gap(170, _RATE), clip("b.mov", span(0, 12, _RATE)), gap(10, _RATE))
    above = [item.deepcopy() for _ in range(count // 4) for item in row]
    path = write(folder, track(*below), track(*above))
    return min(seconds(lambda: read_material(path, RenderOptions())) for _ in range(3))


def cues_seconds(folder: Path) -> float:
    """Reading 20,000 cues with a speaker and markup."""
    folder.mkdir()
    rows = []
    for n in range(20_000):
        at = f"{n // 3600}:{n // 60 % 60:02d}:{n % 60:02d}"
        rows.append(f"{n + 1}\n{at},000 --> {at},900\n<i>MARA: Line {n}.</i>\n")
    path = folder / "film.srt"
    path.write_text("\n".join(rows), encoding="utf-8")
    document = cuts.document(cuts.track(cuts.clip("a", 0, 24 * 20_000)))
    return seconds(lambda: read_cues(document, [path], problems=[]))


def session_seconds(folder: Path) -> tuple[float, float, float]:
    """Until 10,000 clips can be told, are told, and one of as many lines is edited."""
    folder.mkdir()
    make_film(folder / "film.mp4", 60)
    timeline, subtitles = make_timeline(folder, folder / "film.mp4", 10_000)
    subtitles = subtitles.rename(folder / "lines.srt")  # not found by itself
    sessions: list[Session] = []

    def begin() -> None:
        session = Session(
            timeline,
            RenderOptions(),
            engines=lambda _name, _problems: _ENGINE,
            library=TakeLibrary(folder / "takes"),
            tell=messages.encode,
        )
        sessions.append(session)

    opened = seconds(begin)
    [session] = sessions
    loaded = opened + seconds(session.load)
    decide(session, messages.AddSubtitles("x", (str(subtitles),)))
    line = cue_ref(session.project.contents.material.cues[50])
    edit = messages.EditLine("x", line, text="Something else.")
    return opened, loaded, seconds(lambda: decide(session, edit))


def splice_seconds(clips: int) -> float:
    """Putting our track into the text of a timeline."""
    timeline = otio.schema.Timeline("film", tracks=[_track("V1", clips)])
    ours = _track("DeepAudio Speech", clips)
    ours.metadata["deepaudio"] = {"owner": "DeepAudio"}
    text = timeline.to_json_string(indent=-1)
    return seconds(lambda: with_tracks(without_ours(text), [ours]))


def _track(name: str, clips: int) -> otio.schema.Track:
    return otio.schema.Track(name, [otio.schema.Clip(f"clip {n}") for n in range(clips)])
