"""What the library knows of one take."""

from __future__ import annotations

from deepaudio_plugin.core.protocol import Done, PictureSource, Take
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.takes.entry import Entry

SPEC = TakeSpec(
    stem="audio",
    engine="sketch",
    num_samples=12_000,
    picture=PictureSource("/films/cut.mp4", media_start_s=0.5, duration_s=0.25),
    media="m" * 64,
    where="01:00:00:00 'shot'",
)
TAKE = Take(SPEC.key, "/staging/x.wav", 12_000, 1, 0, 12_000, -23.0, -3.0)


def entry() -> Entry:
    return Entry.of(SPEC, Done("id", take=TAKE, timings={"total": 0.5}), 36_044, 1e9, "d" * 64)


def test_an_entry_reads_back_as_it_was_written():
    read = Entry.from_json(entry().to_json())
    assert read == entry()
    assert read.spec == SPEC


def test_an_entry_that_shares_its_jobs_spec_says_the_same():
    read = Entry.from_json(entry().to_json())
    shared = read.made_as(SPEC)
    assert shared.spec is SPEC
    assert not shared.made_from
    assert shared.to_json() == read.to_json()
