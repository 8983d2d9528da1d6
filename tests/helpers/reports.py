"""A report on a few lines and shots, good and bad ones, as plain values."""

from __future__ import annotations

from deepaudio_plugin.core.verdicts import HeardWords, Reason, Verdict
from deepaudio_plugin.reporting.model import ReportedTake, ReportRow, ReportShot, TakeReport
from deepaudio_plugin.reporting.sounds import ReportSounds

GOOD = Verdict("good", measures={"words": 4, "wrong_words": 0, "likeness": 0.9})
BAD = Verdict(
    "bad",
    (Reason("words", "missed: old; said twice: ferry", "Take another."),),
    ("voice: too short",),
    {"words": 8, "wrong_words": 2},
    (
        HeardWords("same", "the", "the"),
        HeardWords("missed", "old", ""),
        HeardWords("same", "ferry", "ferry"),
        HeardWords("repeated", "", "ferry"),
        HeardWords("replaced", "leaves", "sinks"),
        HeardWords("added", "", "now"),
    ),
)


def take(key: str, verdict: Verdict | None = GOOD, **values: object) -> ReportedTake:
    """A take of two seconds."""
    known = {"begins_after_s": 0.012, "ends_after_s": -0.3, "pace": 1.1, "lufs": -23.0}
    path = f"/takes/{key[:2]}/{key}.wav"
    return ReportedTake(key, path, 4800, 96_000, verdict=verdict, **{**known, **values})


def line(number: int, spoken: ReportedTake | None, **values: object) -> ReportRow:
    """A line of two seconds, one every three."""
    known = {"speaker": "MARA", "voice": "alto", "text": "The old ferry leaves."}
    start = 3.0 * (number - 1)
    return ReportRow(
        *(f"speech-{number:04d}", "speech", number, f"line {number}"),
        *(f"01:00:{number % 60:02d}:00", f"01:00:{number % 60:02d}:12", start, start + 2.0),
        take=spoken,
        **{**known, **values},
    )


def shot(number: int, sound: ReportedTake | None, **values: object) -> ReportRow:
    """The sound of a shot of six seconds."""
    start = 6.0 * (number - 1)
    return ReportRow(
        *(f"audio-{number:04d}", "audio", number, f"shot {number}", "01:00:00:00", "01:00:06:00"),
        *(start, start + 6.0),
        take=sound,
        **values,
    )


def report(*rows: ReportRow, duration_s: float = 12.0, **values: object) -> TakeReport:
    """A report on these lines and shots."""
    shots = tuple(ReportShot(n, f"shot {n}", "01:00:00:00", 6.0 * n - 6, 6.0 * n) for n in (1, 2))
    known = {"name": "cut.otio", "made": "2026-11-30 12:00 UTC", "engine": "Sketch engine: temp"}
    told = {"terms": "code: Apache-2.0", "is_temp": True, "start": "01:00:00:00", "shots": shots}
    return TakeReport(rows=tuple(rows), duration_s=duration_s, **{**known, **told, **values})


def mixed_report() -> TakeReport:
    """One of each standing."""
    return report(
        line(1, take("good1")),
        line(2, take("bad22", BAD)),
        line(3, take("open3", None, lufs=None, pace=None, begins_after_s=None, ends_after_s=None)),
        line(4, None, problem="it is in another language", hint="Write it in English."),
        shot(1, take("look1", Verdict("look", (Reason("silent", "nothing is heard"),)))),
        shot(2, take("fine2", Verdict("good", unchecked=("babble: no model made it",)))),
    )


def some_sounds() -> ReportSounds:
    """Two in the page, the others linked."""
    return ReportSounds(
        waveforms={"good1": bytes([256 - 40, 40] * 16)},
        embedded={"good1": "data:audio/mpeg;base64,AAAA", "bad22": "data:audio/mpeg;base64,AAAA"},
        linked={key: f"../takes/{key}.wav#t=0.1,2.1" for key in ("open3", "look1", "fine2")},
    )
