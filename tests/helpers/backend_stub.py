"""A backend that is no process: records orders, answers them, and tells what a test wants.

stub = StubBackend(tmp_path)
context = make_context(stub)
stub.publish(*demo_facts(tmp_path))
assert stub.of(messages.Generate)[0].refs == (SPEECH[0],)
"""

from __future__ import annotations

import array
import math
import wave
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from deepaudio_ui.actions import Actions
from deepaudio_ui.link import BackendLink
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.state.notices import Notices
from deepaudio_ui.state.preferences import Preferences
from deepaudio_ui.state.selection import Playhead, Selection
from deepaudio_ui.state.timeline import TimelineState
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from deepaudio.engines.deepaudio_v1 import declared
from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import (
    ClipView,
    CueView,
    EngineChoice,
    EngineView,
    JobView,
    ShotView,
    TakeView,
    TrackView,
    VoiceView,
)

O = TypeVar("O")  # noqa: E741 (an order's type)
Answer = Callable[[messages.Order], Iterable[messages.Fact]]

FPS = 24
START_FRAME = 86_400  # 01:00:00:00
DEMO_FRAMES = 60 * FPS


class StubBackend:
    """Stands where `BackendClient` does: hand it to `BackendLink` as the factory.

    Every order is kept in `orders` and answered by `Carried`, unless `refuse` or `answer`
    say otherwise, or `silent` is set. With a folder it makes the pictures and waveforms
    that are asked for.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.orders: list[messages.Order] = []
        self.silent = False
        self.closed = False
        self.film_sounds = False  # whether the shots' media have sound of their own
        self._folder = folder
        self._answers: dict[type, Answer] = {
            messages.Greet: lambda order: [messages.Greeted(order.id, messages.VERSION, "3.11")]
        }
        self._refusals: dict[type, tuple[str, str, str]] = {}
        self._on_fact: Callable[[messages.Fact], None] = lambda fact: None
        self._on_end: Callable[[str], None] = lambda words: None
        if folder is not None:
            self.make_media_in(folder)

    # -- the link's side --------------------------------------------------------------

    def __call__(
        self, on_fact: Callable[[messages.Fact], None], on_end: Callable[[str], None]
    ) -> StubBackend:
        """Start: the factory that `BackendLink` wants."""
        self._on_fact, self._on_end = on_fact, on_end
        self.closed = False
        return self

    def send(self, order: messages.Order) -> None:
        """Keep an order and answer it; the answer arrives with the next events."""
        messages.decode_order(messages.encode(order))  # as the pipe would
        self.orders.append(order)
        if self.silent:
            return
        refusal = self._refusals.get(type(order))
        if refusal is not None:
            code, message, hint = refusal
            self._on_fact(messages.Refused(order.id, code, message, hint=hint))
            return
        for fact in self._answers.get(type(order), lambda order: ())(order):
            self._on_fact(fact)
        self._on_fact(messages.Carried(order.id))

    def close(self, timeout_s: float = 2.0) -> None:
        """End."""
        self.closed = True

    # -- the test's side --------------------------------------------------------------

    def publish(self, *facts: messages.Fact) -> None:
        """Tell facts; when this returns they have been heard."""
        for fact in facts:
            self._on_fact(fact)
        settle()

    def die(self, words: str = "The backend ended with exit code 1.") -> None:
        """End as a process does that crashed."""
        self._on_end(words)
        settle()

    def answer(self, kind: type, answer: Answer) -> None:
        """Tell these facts before `Carried` whenever an order of `kind` comes."""
        self._answers[kind] = answer

    def make_media_in(self, folder: Path) -> None:
        """From now on make the pictures and waveforms that are asked for."""
        self._folder = folder
        self._answers[messages.ShowPictures] = self._make_pictures
        self._answers[messages.ShowPeaks] = self._make_peaks

    def refuse(self, kind: type, code: str, message: str, hint: str = "") -> None:
        """Refuse every order of `kind`."""
        self._refusals[kind] = (code, message, hint)

    def accept(self, kind: type) -> None:
        """Refuse no more orders of `kind`."""
        self._refusals.pop(kind, None)

    def of(self, kind: type[O]) -> list[O]:
        """Orders of a kind, in the order given."""
        return [order for order in self.orders if isinstance(order, kind)]

    def _make_pictures(self, order: messages.Order) -> Iterator[messages.Fact]:
        assert isinstance(order, messages.ShowPictures)
        assert self._folder is not None
        for ref in order.refs:
            yield messages.ThumbnailMade(ref, str(make_picture(self._folder, ref, order.height)))

    def _make_peaks(self, order: messages.Order) -> Iterator[messages.Fact]:
        assert isinstance(order, messages.ShowPeaks)
        assert self._folder is not None
        for key in order.keys:
            is_silent = key.startswith(messages.FILM_KEY) and not self.film_sounds
            path = "" if is_silent else str(make_peaks(self._folder, key, order.buckets))
            yield messages.PeaksMade(key, path)


def settle() -> None:
    """Deliver what is queued between objects: facts told, signals sent."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)


def make_context(stub: StubBackend, settings: QSettings | None = None) -> PanelContext:
    """A started context on the stub, wired as a panel wires it."""
    link, state = BackendLink(stub), TimelineState()
    selection, playhead, notices = Selection(), Playhead(), Notices()
    if settings is None:
        settings = QSettings("DeepAudio", "DeepAudio for editors, tests")
    link.fact_received.connect(state.handle)
    link.refused.connect(notices.refused)
    state.problem_reported.connect(notices.problem)
    state.opened.connect(lambda: (selection.clear(), playhead.set_length(state.frames)))
    state.removed.connect(lambda fact: selection.discard(fact.jobs))
    context = PanelContext(
        link, state, selection, playhead, notices, Preferences(settings), Actions()
    )
    link.start()
    settle()
    return context


# -- a small believable timeline ------------------------------------------------------

SHOTS = tuple(f"audio:shot-{n}" for n in range(1, 10))
LINES = tuple(f"speech:line-{n}" for n in range(1, 7))
SOUNDS = ("speech:sound-1", "speech:sound-2")

_NAMES = (
    "Dawn over the bay", "Lighthouse stairs", "Anna at the window", "Ben on the pier",
    "Boat engine", "Two shot, kitchen", "Close, kettle", "Storm wide", "Lamp goes out",
)  # fmt: skip
_WORDS = (
    ("ANNA", "Did you hear that? The engine stopped."),
    ("BEN", "It always stops in the fog."),
    ("ANNA", "Then we row. Nobody is coming for us tonight, so take the other oar and sing."),
    ("BEN", "You said the light would be on."),
    ("ANNA", "It was on. I lit it myself."),
    ("BEN", "Look."),
)
_STATES = ("ready", "ready", "changed", "rendering", "waiting", "planned", "failed", "ready",
           "impossible")  # fmt: skip


def demo_facts(folder: Path | None = None) -> tuple[messages.Fact, ...]:
    """A minute with 9 shots, 6 lines, 2 sounds and jobs in all states.

    With a folder the rendered takes have real small WAV files there.
    """
    shots, cues, jobs = _demo_shots(), _demo_cues(), []
    for shot, state in zip(shots, _STATES, strict=True):
        takes = _takes(shot.ref, state, shot.frames, folder)
        jobs.append(_job(shot.ref, "audio", shot.name, shot.start, shot.frames, state, takes))
    states = ("ready", "changed", "rendering", "waiting", "failed", "planned")
    for cue, state in zip(cues[:6], states, strict=True):
        takes = _takes(cue.ref, state, cue.frames, folder)
        name = f"{cue.speaker}: {cue.text}"
        jobs.append(_job(cue.ref, "speech", name, cue.start, cue.frames, state, takes))
    return (
        opened(DEMO_FRAMES),
        messages.Tracks(demo_tracks()),
        messages.Clips(demo_clips()),
        messages.Shots(shots),
        messages.Cues(cues),
        messages.Jobs(tuple(jobs)),
        messages.CastViews(demo_cast()),
        messages.EngineStatus(demo_engine()),
        messages.Problems(
            (
                messages.ProblemFound(
                    "A2", "music.wav is not there.", "Relink it or set a media root."
                ),
            )
        ),
        messages.Loaded(0.2),
        messages.PlanUpdated(),
    )


def opened(frames: int, path: str = "/films/lighthouse.otio") -> messages.Opened:
    """A timeline at 24 fps that begins at one hour."""
    return messages.Opened(
        path=path,
        name="Lighthouse",
        rate_num=FPS,
        rate_den=1,
        start_frame=START_FRAME,
        drop_frame=False,
        frames=frames,
        decisions_path="/films/lighthouse.deepaudio.json",
        settings={"engine": "sketch", "engine_settings": {}, "seed": 0, "takes": 1,
                  "handles": 1.0, "tracks": ["speech", "audio"], "prompt": "",
                  "negative_prompt": "", "language": "en", "duck_db": None},
        subtitles=("/films/lighthouse.srt",),
    )  # fmt: skip


def demo_tracks() -> tuple[TrackView, ...]:
    """A picture track, two of sound, and one of an earlier render."""
    return (
        TrackView(0, "V1", "Video", False, 9),
        TrackView(1, "A1 Dialogue", "Audio", False, 4),
        TrackView(2, "A2 Music", "Audio", False, 1),
    )


def demo_clips() -> tuple[ClipView, ...]:
    """What lies on those tracks; the music's file is missing."""
    picture = [ClipView(0, shot.name, shot.start, shot.frames) for shot in _demo_shots()]
    sound = [ClipView(1, f"boom {n + 1}", 60 + n * 330, 260) for n in range(4)]
    return (*picture, *sound, ClipView(2, "music", 0, 900, missing=True))


def demo_cast() -> tuple[VoiceView, ...]:
    """Two speakers: one drawn by name, one with a recording."""
    return (
        VoiceView("ANNA", 3, "en-us-amy"),
        VoiceView("BEN", 3, "/films/ben.wav", recording=True, words="I am Ben.", decided=True),
    )


def demo_engine() -> EngineView:
    """The sketch engine, ready."""
    return EngineView(
        name="sketch", title="Sketch engine: temp sound, no model", ready=True, state="ready",
        hint="", voices=("en-us-amy", "en-us-joe", "de-thorsten"), device="cpu",
        worker_alive=True, worker_memory_mb=180.0, label="Sketch: temp sound, at once",
        is_temp=True, choices=(
            EngineChoice("sketch", "Sketch: temp sound, at once"),
            EngineChoice("deepaudio-v1", "DeepAudio-V1: the model"),
        ),
    )  # fmt: skip


def model_engine(*variants: str) -> EngineView:
    """The model with everything that it declares, these variants installed."""
    return replace(
        demo_engine(), name="deepaudio-v1", title="DeepAudio-V1: the model, small",
        label="DeepAudio-V1: the model", is_temp=False, recordings=True,
        settings=declared.settings(variants or ("small_16k",)),
    )  # fmt: skip


def _demo_shots() -> tuple[ShotView, ...]:
    lengths = (150, 190, 160, 170, 140, 180, 120, 200, 130)
    starts = [sum(lengths[:n]) for n in range(9)]
    sounds = {3: ("waves against the pier",), 7: ("thunder",)}
    return tuple(
        ShotView(
            ref, n + 1, _NAMES[n], "V1", starts[n], lengths[n], has_picture=n != 8,
            prompt="a small outboard engine, idle" if n == 4 else "",
            described=sounds.get(n, ()),
            problem="boat.mov is not there." if n == 8 else "",
            hint="Relink the clip or set a media root." if n == 8 else "",
        )
        for n, ref in enumerate(SHOTS)
    )  # fmt: skip


def _demo_cues() -> tuple[CueView, ...]:
    starts = (180, 300, 420, 640, 860, 1100)
    lengths = (72, 60, 96, 70, 64, 24)
    cues = []
    for n, (speaker, text) in enumerate(_WORDS):
        cues.append(_cue(LINES[n], n + 1, "line", starts[n], lengths[n], text, speaker))
    cues.append(_cue(SOUNDS[0], 7, "sound", 520, 90, "waves against the pier", ""))
    cues.append(_cue(SOUNDS[1], 8, "sound", 1120, 80, "thunder", ""))
    return tuple(cues)


def _cue(
    ref: str, number: int, kind: str, start: int, frames: int, text: str, speaker: str
) -> CueView:
    cps = len(text) * FPS / frames
    return CueView(
        ref, number, kind, start, frames, start / FPS, (start + frames) / FPS, text, speaker,
        text, speaker, cps=cps, pace=cps / 14, source="lighthouse.srt",
        original_start=start, original_frames=frames,
        warnings=("It is too long for its window.",) if cps > 19 else (),
    )  # fmt: skip


def _job(
    ref: str, stem: str, name: str, start: int, frames: int, state: str,
    takes: tuple[TakeView, ...], lane: int = 0,
) -> JobView:  # fmt: skip
    problem = {
        "failed": "The engine ran out of memory.",
        "impossible": "boat.mov is not there.",
    }.get(state, "")
    return JobView(
        ref, stem, name, lane, start, frames, state, takes, problem=problem,
        hint="Free memory or take a smaller variant." if state == "failed" else "",
        stage="sampling" if state == "rendering" else "",
        fraction=0.4 if state == "rendering" else 0.0,
    )  # fmt: skip


def _takes(ref: str, state: str, frames: int, folder: Path | None) -> tuple[TakeView, ...]:
    count = {"ready": 2, "changed": 1}.get(state, 0)
    return tuple(
        take(ref, number, frames, folder, chosen=number == count) for number in range(1, count + 1)
    )


def take(
    ref: str, number: int, frames: int, folder: Path | None = None, chosen: bool = True
) -> TakeView:
    """A rendered take with half a second before and after; a real file if there is a folder."""
    key = f"{ref}#{number}".replace(":", "-")
    seconds = frames / FPS + 1.0
    path = f"/library/{key}.wav"
    if folder is not None:
        path = str(make_wav(folder, key, seconds))
    return TakeView(
        key, number, seed=number, path=path, chosen=chosen, rating=4 if chosen else 0,
        lufs=-23.0, duration_s=seconds, handle_s=0.5,
    )  # fmt: skip


# -- a big one --------------------------------------------------------------------------

BIG_SHOT_FRAMES = 48


def big_facts(n: int, takes: bool = True) -> Iterator[messages.Fact]:
    """`n` shots, `n` cues, an existing sound clip in each, and 2 × `n` jobs, in parts."""
    frames = n * BIG_SHOT_FRAMES
    yield opened(frames, "/films/big.otio")
    yield messages.Tracks(demo_tracks()[:2])
    part = messages.PART
    for first in range(0, n, part):
        numbers = range(first, min(n, first + part))
        for track in (0, 1):
            yield messages.Clips(tuple(_big_clip(track, k) for k in numbers))
    for first in range(0, n, part):
        yield messages.Shots(tuple(_big_shot(k) for k in range(first, min(n, first + part))))
    for first in range(0, n, part):
        yield messages.Cues(tuple(_big_cue(k) for k in range(first, min(n, first + part))))
    for stem in ("speech", "audio"):
        for first in range(0, n, part):
            numbers = range(first, min(n, first + part))
            yield messages.Jobs(tuple(_big_job(stem, k, takes) for k in numbers))
    yield messages.CastViews(demo_cast())
    yield messages.EngineStatus(demo_engine())
    yield messages.Problems(())
    yield messages.Loaded(1.0)
    yield messages.PlanUpdated()


def _big_clip(track: int, k: int) -> ClipView:
    return ClipView(track, f"clip {k + 1}", k * BIG_SHOT_FRAMES, BIG_SHOT_FRAMES, k % 97 == 5)


def _big_shot(k: int) -> ShotView:
    return ShotView(
        f"audio:{k}", k + 1, f"shot {k + 1:05d}", "V1", k * BIG_SHOT_FRAMES, BIG_SHOT_FRAMES,
        has_picture=True, problem="It is not there." if k % 101 == 7 else "",
    )  # fmt: skip


def _big_cue(k: int) -> CueView:
    speaker, text = _WORDS[k % len(_WORDS)]
    kind = "sound" if k % 11 == 3 else "line"
    start = k * BIG_SHOT_FRAMES + 6
    return _cue(f"speech:{k}", k + 1, kind, start, 36, f"{text} ({k + 1})", speaker)


def _big_job(stem: str, k: int, takes: bool) -> JobView:
    ref = f"{stem}:{k}"
    start, frames = k * BIG_SHOT_FRAMES, BIG_SHOT_FRAMES
    if stem == "speech":
        start, frames = start + 6, 36
    state = _STATES[k % len(_STATES)] if k % 4 == 0 else "ready"
    if not takes and state in ("ready", "changed"):
        state = "planned"
    return _job(
        ref, stem, f"{stem} {k + 1}", start, frames, state, _takes(ref, state, frames, None)
    )


# -- files --------------------------------------------------------------------------------


def make_wav(folder: Path, key: str, seconds: float, rate: int = 8000) -> Path:
    """A quiet tone that swells, 16 bits, mono."""
    path = folder / f"{key}.wav"
    if not path.exists():
        pitch = 180 + 40 * (sum(key.encode()) % 9)
        count = round(seconds * rate)
        samples = array.array("h", (
            round(6000 * math.sin(math.pi * i / count) * math.sin(math.tau * pitch * i / rate))
            for i in range(count)
        ))  # fmt: skip
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(samples.tobytes())
    return path


def make_picture(folder: Path, ref: str, height: int = 72) -> Path:
    """A thumbnail 16:9: a horizon in colours drawn from the reference."""
    path = folder / f"{ref.replace(':', '-')}-{height}.jpg"
    if not path.exists():
        width, hue = height * 16 // 9, 37 * sum(ref.encode()) % 360
        image = QImage(width, height, QImage.Format.Format_RGB32)
        sky = QLinearGradient(0, 0, 0, height)
        sky.setColorAt(0, QColor.fromHsv(hue, 110, 190))
        sky.setColorAt(0.6, QColor.fromHsv((hue + 30) % 360, 70, 230))
        sky.setColorAt(0.62, QColor.fromHsv((hue + 180) % 360, 120, 90))
        sky.setColorAt(1, QColor.fromHsv((hue + 200) % 360, 140, 50))
        painter = QPainter(image)
        painter.fillRect(image.rect(), sky)
        painter.end()
        if not image.save(str(path), "JPG"):
            image.save(str(path.with_suffix(".png")))
            return path.with_suffix(".png")
    return path


def make_peaks(folder: Path, key: str, buckets: int = 512) -> Path:
    """A waveform: pairs of signed bytes, lowest and highest of each bucket."""
    path = folder / f"{key}-{buckets}.peaks"
    if not path.exists():
        phase = sum(key.encode())
        pairs = array.array("b")
        for n in range(buckets):
            swell = abs(math.sin((n + phase) / 17)) * math.sin(math.pi * n / buckets)
            level = round(110 * swell)
            pairs.extend((-level, level))
        path.write_bytes(pairs.tobytes())
    return path
