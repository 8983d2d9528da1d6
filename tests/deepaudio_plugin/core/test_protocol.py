"""Every message there and back, and everything that is none."""

from __future__ import annotations

import dataclasses
import json
import math

import pytest

from deepaudio_plugin.core import protocol, wire
from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import ProtocolError
from deepaudio_plugin.core.protocol import (
    Accepted,
    Cancel,
    Cancelled,
    Check,
    Checked,
    Compress,
    Dissolving,
    Done,
    Failed,
    FilmSound,
    Fuse,
    Hear,
    Heartbeat,
    Hello,
    Mix,
    MixPart,
    Original,
    OriginClaim,
    Peaks,
    PictureSource,
    Probe,
    Probed,
    Progress,
    Ready,
    RecordedLine,
    Reel,
    Remark,
    RenderRequest,
    Shutdown,
    Signed,
    SignFiles,
    Take,
    TakeToCheck,
    Thumbnails,
    Viewed,
    Window,
    decode,
    encode,
)

PICTURE = PictureSource("/media/ein Bild 🎬.mov", clock_start_s=3600.0, duration_s=2.5, speed=-1.0)
PART = MixPart("C:\\Takes\\a.wav", start=-480, stem="speech", length=96_000, fade_in=48)
TAKE = Take("k", "/takes/k.wav", 96_000, 1, 480, 95_040, None, -1.02, speech_start_s=0.01)

MESSAGES = [
    Hello(),
    Probe("p", "/media/clip.mov"),
    RenderRequest(
        "j1",
        "key",
        "audio",
        "sketch",
        "/takes",
        num_samples=96_000,
        picture=PICTURE,
        windows=(Window(-480, 48_000), Window(40_000, 56_480)),
        prompt="Glas zerbricht, 玻璃碎了, زجاج",
        settings={"sounds": [{"text": "[door]\n", "start_s": 0.5}], "deep": {"er": [1, None]}},
    ),
    RenderRequest("j2", "key", "speech", "sketch", "/takes", num_samples=1, text='"quoted"\u2028'),
    Fuse("f", PART, (PART, PART), "/out.wav", 6.0),
    Mix("m", (PART,), 10, "/out.wav", picture=(PICTURE,), picture_starts_s=(0.5,)),
    Thumbnails("t", (PICTURE, PICTURE), ("/cache/ä.jpg", "/cache/b.jpg")),
    Peaks("w", "/takes/k.wav", 512, "/cache/k.peaks", duration_s=1.5),
    Compress("k", "/takes/k.wav", "/cache/k", start=480, length=95_040),
    Original("o", (PICTURE,), (-0.5,), 96_000, "/own.wav"),
    RecordedLine("r", "/booth/jon.wav", "k", "/takes", 48_000, handle_in=2000, max_tail=100),
    SignFiles("s", (OriginClaim("/out/a.wav", "Zeile 1", "trained", made_from={"words": "“Ja”"}),)),
    Check(
        "c", (TakeToCheck("k", "/takes/k.wav", "speech", 480, 9_504, text="Ja", lacked=("voice",)),)
    ),
    Reel("l", PICTURE, -3, 48, 24_000, 1001, "/cache/l.reel"),
    Reel("l", PICTURE, 60, 12, 25, 1, "/cache/l.reel", into=Dissolving(PICTURE, -6, 0, 12)),
    Reel("l", PICTURE, 0, 6, 25, 1, "/cache/l.reel", into=Dissolving(None, 0, 0, 6, reverse=True)),
    Hear("h", (PART,), 480_000, "/cache/h.heard", film=(FilmSound((PICTURE,), (0.5,), -3.0),)),
    Cancel("j1"),
    Shutdown(),
    Ready("hello", "1.0", (EngineInfo("sketch", True, "Sketch", voices=("heart",)),)),
    Probed("p", "/media/clip.mov", None, True, False, rate_num=24_000, rate_den=1001),
    Accepted("j1"),
    Progress("j1", "picture", 0.25, eta_s=1.5),
    Done("j1", TAKE, energy=(0.0, 1.0), timings={"speak": 0.2}, warnings=("fast",)),
    Viewed("t", ("/cache/ä.jpg", ""), ("", "there is no such media file")),
    Signed("s", ("", "cannot be signed"), signer="Studio", is_new=True),
    Checked("c", {"k": {"grade": "good", "reasons": []}}),
    Failed("j1", "language", "no", hint="yes", retryable=True),
    Cancelled("j1"),
    Heartbeat(512.5, 2),
    Remark("gpu-7 is not used: it has another version", "Install it there.", where="farm"),
]


def body(message):
    return json.loads(encode(message))


def line(fields):
    return json.dumps(fields).encode()


def required():
    for message in MESSAGES:
        for spec in dataclasses.fields(message):
            if spec.default is dataclasses.MISSING and spec.default_factory is dataclasses.MISSING:
                yield pytest.param(message, spec.name, id=f"{message.kind}.{spec.name}")


def test_every_kind_has_an_example_here():
    assert {type(message) for message in MESSAGES} == set(protocol._KINDS.values())


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: m.kind)
def test_message_comes_back_as_it_was(message):
    encoded = encode(message)
    assert encoded.count(b"\n") == 1
    assert encoded.endswith(b"\n")
    assert decode(encoded) == message


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: m.kind)
def test_unknown_fields_are_ignored(message):
    assert decode(line({**body(message), "since_version": 1.9})) == message


@pytest.mark.parametrize(("message", "name"), list(required()))
def test_missing_field_is_an_error_that_names_it(message, name):
    fields = body(message)
    del fields[name]
    with pytest.raises(ProtocolError, match=name):
        decode(line(fields))


OBJECTS = {
    "settings",
    "verdicts",
    "packages",
    "timings",
    "take",
    "picture",
    "audio",
    "target",
    "levels",
    "into",
}


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: m.kind)
def test_fields_of_another_type_are_errors_that_name_them(message):
    for name in body(message).keys() - {"kind"}:
        wrong = ["nonsense"] if name in OBJECTS else {"non": "sense"}
        with pytest.raises(ProtocolError, match=rf"\.{name}: "):
            decode(line({**body(message), name: wrong}))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"garbage",
        b"[]",
        b"3",
        b"null",
        b'{"kind":"render"',
        b"\xff\xfe{}",
        b'{"kind":null}',
        b'{"kind":["hello"]}',
        b'{"id":"x"}',
        b"[" * 100_000,
        b'{"kind":"heartbeat","memory_mb":NaN}',
        b'{"kind":"heartbeat","memory_mb":"1"}',
        b'{"kind":"heartbeat","memory_mb":true}',
        b'{"kind":"heartbeat","memory_mb":1' + b"0" * 400 + b"}",
        b'{"kind":"heartbeat","memory_mb":1,"busy":1.5}',
    ],
)
def test_a_line_that_is_no_message_is_a_protocol_error(raw):
    with pytest.raises(ProtocolError):
        decode(raw)


def test_unknown_kind_is_an_error_that_names_it():
    with pytest.raises(ProtocolError, match="'dance'"):
        decode(b'{"kind":"dance"}')


def test_whole_numbers_may_stand_for_seconds():
    assert decode(b'{"kind":"progress","id":"j","stage":"s","fraction":1}').fraction == 1.0


def test_a_line_may_be_as_long_as_the_limit_and_no_longer(monkeypatch):
    monkeypatch.setattr(wire, "MAX_LINE_BYTES", 2 << 20)
    room = (2 << 20) - len(encode(Probe("p", "")))
    assert len(encode(Probe("p", "x" * room))) == 2 << 20
    with pytest.raises(ProtocolError, match="exceeds 2 MiB"):
        encode(Probe("p", "x" * (room + 1)))
    with pytest.raises(ProtocolError, match="exceeds 2 MiB"):
        decode(b" " * ((2 << 20) + 1))


def test_a_mix_of_ten_thousand_parts_fits_a_line():
    mix = Mix("m", (PART,) * 10_000, 10, "/out.wav", picture=(PICTURE,) * 10_000)
    assert decode(encode(mix)) == mix


def test_what_json_cannot_hold_is_an_error():
    with pytest.raises(ProtocolError, match="cannot be written"):
        encode(Heartbeat(math.nan))
    request = RenderRequest("j", "k", "audio", "e", "/", num_samples=1, settings={"x": object()})
    with pytest.raises(ProtocolError, match="cannot be written"):
        encode(request)


def test_path_that_is_no_unicode_comes_back_as_it_was():
    path = b"/media/\xe9t\xe9.mov".decode("utf-8", "surrogateescape")
    assert decode(encode(Probe("p", path))).path == path


def test_id_of_a_message_that_does_not_decode_can_be_read():
    assert protocol.peek(b'{"kind":"dance","id":"j1"}', "id") == "j1"
    assert protocol.peek(b'{"kind":"dance","id":7}', "id") == ""
    assert protocol.peek(b"garbage", "id") == ""


def test_versions_talk_within_a_major_number():
    assert protocol.same_major("1.0", "1.12")
    assert not protocol.same_major("1.0", "2.0")
    assert not protocol.same_major("1.0", "11.0")
