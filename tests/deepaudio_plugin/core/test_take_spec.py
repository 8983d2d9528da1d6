"""Content keys: all that changes a take's sound, nothing else, and the same for ever."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace

import pytest

from deepaudio_plugin.core import take_spec
from deepaudio_plugin.core.errors import ProtocolError
from deepaudio_plugin.core.protocol import PictureSource, Window
from deepaudio_plugin.core.take_spec import (
    KEYED,
    AmbiencePoint,
    DescribedSound,
    EngineSettings,
    LinePart,
    ReferenceVoice,
    SurroundingShot,
    TakeSpec,
)

PICTURE = PictureSource("/media/a.mp4", media_start_s=1.0, duration_s=1.0)
SPEECH = TakeSpec(
    stem="speech",
    engine="deepaudio-v1",
    engine_version="1",
    weights="abc",
    num_samples=48_000,
    seed=3,
    handle_in=32_000,
    handle_out=32_000,
    max_tail=4_800,
    picture=PICTURE,
    media="content",
    text="Who is there?",
    reference=ReferenceVoice("/voices/mara.wav", "It is late.", "digest"),
    shot=SurroundingShot(1.0, 4.0, 24_000, (Window(0, 96_000),)),
    settings=EngineSettings(
        {"preset": "draft", "variant": "large_44k", "cfg": 4.5}, {"low_vram": True}
    ),
    speaker="MARA",
    where="01:00:00:00",
)
AUDIO = TakeSpec(
    stem="audio",
    engine="sketch",
    engine_version="1",
    num_samples=96_000,
    picture=PICTURE,
    media="content",
    windows=(Window(-10, 50_000), Window(40_000, 56_010)),
    prompt="street",
    negative_prompt="music",
    sounds=(DescribedSound("door slams", 0.5, 1.25),),
    dialogue=True,
)


def test_keys_stay_what_they_are():
    """Takes of every library are known by these: another key here is another key for all."""
    assert SPEECH.job_key == "14816d7b20c1f90c98c74569418b28635767183933b5e06b7701ebb153df9eff"
    assert SPEECH.key == "25ee804c0572d47370b8460b246a1e58c7ad6242d4007df48556f15bc0f70ba9"
    assert AUDIO.job_key == "30797b82f9fbd4f06c26b122501f77b118cb8d2cd92e435815871ae2c3946640"
    assert AUDIO.key == "fef922da270860c392dfd7de57599eb44dd12c09e57f3e6f34d417f0eca6f1be"


CHANGES = [
    (SPEECH, {"stem": "audio"}),
    (SPEECH, {"engine": "sketch"}),
    (SPEECH, {"num_samples": 48_001}),
    (SPEECH, {"handle_in": 32_001}),
    (SPEECH, {"handle_out": 0}),
    (SPEECH, {"max_tail": 0}),
    (SPEECH, {"media": "other content"}),
    (SPEECH, {"picture": replace(PICTURE, media_start_s=1.5)}),
    (SPEECH, {"picture": replace(PICTURE, speed=2.0)}),
    (SPEECH, {"picture": None, "media": ""}),
    (AUDIO, {"windows": ()}),
    (SPEECH, {"text": "Who is here?"}),
    (SPEECH, {"language": "de"}),
    (SPEECH, {"voice": "alto"}),
    (SPEECH, {"reference": ReferenceVoice("/voices/mara.wav", "It is late.", "other")}),
    (SPEECH, {"reference": ReferenceVoice("/voices/mara.wav", "Other words.", "digest")}),
    (AUDIO, {"prompt": "rain"}),
    (AUDIO, {"negative_prompt": ""}),
    (AUDIO, {"sounds": ()}),
    (AUDIO, {"sounds": (DescribedSound("door slams", 0.5, 1.5),)}),
    (AUDIO, {"dialogue": False}),
    (SPEECH, {"shot": None}),
    (SPEECH, {"shot": SurroundingShot(1.0, 4.0, 24_000, (Window(0, 96_001),))}),
    (SPEECH, {"parts": (LinePart(0, 48_000, PICTURE, "content"),)}),
    (
        SPEECH,
        {
            "reference": ReferenceVoice(
                "/voices/mara.wav",
                "It is late.",
                "digest",
                (LinePart(0, 48_000, PICTURE, "content"),),
            )
        },
    ),
    (SPEECH, {"settings": EngineSettings({"variant": "large_44k", "cfg": 4.5})}),
    (SPEECH, {"pronunciations": (("York", "Yawk"),)}),
    (SPEECH, {"delivery": "whisper"}),
    (AUDIO, {"channels": 1}),
    (AUDIO, {"part": "ambience"}),
]


@pytest.mark.parametrize(("spec", "change"), CHANGES)
def test_whatever_changes_the_sound_is_another_job(spec: TakeSpec, change: dict) -> None:
    changed = replace(spec, **change)
    assert changed.job_key != spec.job_key
    assert changed.key != spec.key


def test_every_field_that_counts_is_among_those_changes():
    assert {name for _, change in CHANGES for name in change} == set(KEYED)


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 4},
        {"engine_version": "2"},
        {"weights": "def"},
        {"ambience": (AmbiencePoint("a", 5),)},
        {"voiceless": True},
    ],
)
def test_another_seed_version_weights_or_cut_is_another_take_of_the_same_job(change: dict) -> None:
    changed = replace(SPEECH, **change)
    assert changed.job_key == SPEECH.job_key
    assert changed.key != SPEECH.key


@pytest.mark.parametrize(
    "change",
    [
        {"speaker": "JON"},
        {"where": "02:00:00:00"},
        {"picture": replace(PICTURE, path="/elsewhere/b.mp4")},
        {"reference": ReferenceVoice("/elsewhere/b.wav", "It is late.", "digest")},
        {"settings": EngineSettings({"cfg": 4.5, "preset": "draft", "variant": "large_44k"})},
    ],
)
def test_whatever_does_not_change_the_sound_keeps_the_key(change: dict) -> None:
    assert replace(SPEECH, **change).key == SPEECH.key


def test_where_the_films_of_a_line_across_cuts_lie_does_not_count() -> None:
    def across(path: str, media: str) -> str:
        part = LinePart(0, 24_000, replace(PICTURE, path=path), media)
        return replace(SPEECH, picture=None, media="", parts=(part, part)).job_key

    assert across("/media/a.mp4", "one") == across("/elsewhere/b.mp4", "one")
    assert across("/media/a.mp4", "one") != across("/media/a.mp4", "other")


def test_a_new_field_changes_no_key_of_a_take_that_does_not_use_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @dataclass(frozen=True)
    class Later(TakeSpec):
        """This value as a later version may have it."""

        breath: int = 1

    @dataclass(frozen=True)
    class LaterPicture(PictureSource):
        colours: str = ""

    monkeypatch.setattr(take_spec, "KEYED", (*KEYED, "breath"))
    monkeypatch.setattr(take_spec, "_DEFAULTS", {**take_spec._DEFAULTS, "breath": 1})
    monkeypatch.setitem(take_spec._NOT_KEYED, LaterPicture, ("path",))
    picture = LaterPicture(**vars(SPEECH.picture))
    held = {field.name: getattr(SPEECH, field.name) for field in dataclasses.fields(SPEECH)}
    assert Later(**{**held, "picture": picture}).key == SPEECH.key
    assert Later(**{**held, "picture": picture}, breath=2).key != SPEECH.key
    assert Later(**{**held, "picture": replace(picture, colours="few")}).key != SPEECH.key


@pytest.mark.parametrize("spec", [SPEECH, AUDIO, TakeSpec("audio", "sketch", 1)])
def test_a_spec_comes_back_from_json_as_it_was(spec: TakeSpec) -> None:
    back = TakeSpec.from_json(spec.to_json())
    assert back == spec
    assert back.key == spec.key


def test_a_spec_of_another_version_keeps_the_keys_it_is_known_by():
    body = {**SPEECH.to_json(), "breath": 2}
    back = TakeSpec.from_json(body, "kept key", "kept job")
    assert (back.key, back.job_key, back.text) == ("kept key", "kept job", SPEECH.text)
    with pytest.raises(ProtocolError, match="num_samples"):
        TakeSpec.from_json({"stem": "audio", "engine": "sketch"})


def test_another_seed_is_all_that_differs():
    first = SPEECH.key  # computed before the copy is made
    other = SPEECH.with_seed(9)
    assert other == replace(SPEECH, seed=9)
    assert other.key == replace(SPEECH, seed=9).key != first
    assert SPEECH.with_seed(3).key == first


def test_words_that_are_no_text_have_a_key_too():
    assert replace(SPEECH, text="\ud800 \udc80").key


def test_an_engine_without_settings_says_nothing_of_them():
    assert "settings" not in TakeSpec("audio", "sketch", 1, settings=EngineSettings()).to_json()
