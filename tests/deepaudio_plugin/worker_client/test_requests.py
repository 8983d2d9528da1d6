"""What a worker is told of a take: everything that it is made from."""

from __future__ import annotations

import dataclasses

from deepaudio_plugin.core.protocol import ShownPart, decode, encode
from deepaudio_plugin.core.take_spec import KEYED, AmbiencePoint, LinePart, TakeSpec
from deepaudio_plugin.worker_client.requests import VOICES, render_request
from tests.deepaudio_plugin.core.test_take_spec import AUDIO, PICTURE, SPEECH


def test_a_line_is_ordered_with_its_voice_its_shot_and_its_settings():
    request = render_request(SPEECH, "r1", "/takes")
    assert (request.id, request.key, request.out_dir) == ("r1", SPEECH.key, "/takes")
    assert request.settings == {
        "preset": "draft",
        "variant": "large_44k",
        "cfg": 4.5,
        "low_vram": True,
        "reference": {"path": "/voices/mara.wav", "text": "It is late.", "digest": "digest"},
        "shot": {
            "media_start_s": 1.0,
            "duration_s": 4.0,
            "lead": 24_000,
            "windows": [[0, 96_000]],
        },
    }


def test_parts_of_a_line_and_of_a_recording_are_ordered_with_their_shots():
    assert SPEECH.shot is not None and SPEECH.reference is not None
    within = LinePart(0, 24_000, PICTURE, "content", SPEECH.shot)
    plain = LinePart(24_000, 24_000, PICTURE, "content")
    spec = dataclasses.replace(
        SPEECH, parts=(within, plain),
        reference=dataclasses.replace(SPEECH.reference, parts=(plain,)),
    )  # fmt: skip
    request = render_request(spec, "r1", "/takes")
    assert request.parts == (
        ShownPart(0, 24_000, PICTURE, render_request(SPEECH, "", "").settings["shot"]),
        ShownPart(24_000, 24_000, PICTURE),
    )
    assert request.voice_parts == request.parts[1:]
    assert "parts" not in request.settings["reference"]
    assert decode(encode(request)) == request


def test_a_shot_is_ordered_with_its_sounds():
    assert render_request(AUDIO, "r1", "/takes").settings == {
        "sounds": [{"text": "door slams", "start_s": 0.5, "end_s": 1.25}],
        "dialogue": True,
    }


def test_a_shot_that_had_voices_is_ordered_without():
    spec = dataclasses.replace(AUDIO, negative_prompt="music").with_seed(3, voiceless=True)
    request = render_request(spec, "r1", "/takes")
    assert request.negative_prompt == f"music, {VOICES}"
    assert request.settings["voiceless"] is True
    assert TakeSpec.from_json(spec.to_json()).key == spec.key


def test_a_shot_is_ordered_with_what_sounds_at_its_cut():
    spec = dataclasses.replace(AUDIO, ambience=(AmbiencePoint("a", 5), AmbiencePoint("b", 0)))
    told = render_request(spec, "r1", "/takes").settings["ambience"]
    assert told == [{"place": "a", "at": 5}, {"place": "b", "at": 0}]
    assert TakeSpec.from_json(spec.to_json()).key == spec.key


def test_the_order_goes_through_the_pipe():
    for spec in (SPEECH, AUDIO):
        request = render_request(spec, "r1", "/takes")
        assert decode(encode(request)) == request


def test_nothing_that_changes_the_sound_is_left_out():
    """Two specs that differ in any field that counts are ordered differently."""
    told = {field.name for field in dataclasses.fields(render_request(SPEECH, "", ""))}
    in_settings = {"reference", "sounds", "dialogue", "shot"}
    by_content = {"media"}  # the worker reads the file itself
    assert set(KEYED) - told == in_settings | by_content
    assert isinstance(SPEECH, TakeSpec)
