"""Fusing and mixing: parts land on their sample, ducked, faded, limited, in bounded memory."""

from __future__ import annotations

import numpy as np
import pytest

from deepaudio.dsp import levels, wav
from deepaudio.dsp.audio import Audio
from deepaudio.engines.base import RequestCancelled
from deepaudio.worker import mixing
from deepaudio.worker.mixing import fuse, mix
from deepaudio.worker.task import Task
from deepaudio_plugin.core.errors import DeepAudioError
from deepaudio_plugin.core.protocol import Fuse, Mix, MixPart

RATE = 48_000
HALF = 0.5**0.5


@pytest.fixture
def take(tmp_path):
    def make(name, sound):
        path = tmp_path / f"{name}.wav"
        wav.write(path, Audio.mono(np.asarray(sound, np.float32)))
        return str(path)

    return make


@pytest.fixture
def mixed(tmp_path):
    def make(parts, total, **fields):
        request = Mix("m", tuple(parts), total, str(tmp_path / "mix.wav"), **fields)
        mix(request, _task(request))
        return wav.read(request.out_path).samples[0]

    return make


def _task(request):
    task = Task(request, lambda _event: None)
    task.begin()
    return task


def constant(length, value=0.25):
    return np.full(length, value, np.float32)


def test_parts_land_on_their_sample(take, mixed):
    path = take("a", constant(100))
    parts = [MixPart(path, 1000, "audio"), MixPart(path, 1050, "audio")]
    sound = mixed(parts, 2000)
    expected = np.zeros(2000)
    expected[1000:1100] += 0.25
    expected[1050:1150] += 0.25
    np.testing.assert_allclose(sound, expected, atol=1e-6)


def test_part_may_begin_before_and_end_after_the_mix(take, mixed):
    path = take("a", np.linspace(-0.5, 0.5, 1000))
    np.testing.assert_allclose(
        mixed([MixPart(path, -300, "audio")], 400), np.linspace(-0.5, 0.5, 1000)[300:700], atol=1e-6
    )


def test_offset_and_length_choose_a_piece_of_the_file(take, mixed):
    path = take("a", np.linspace(-0.5, 0.5, 1000))
    sound = mixed([MixPart(path, 10, "audio", offset=200, length=50)], 100)
    np.testing.assert_allclose(sound[10:60], np.linspace(-0.5, 0.5, 1000)[200:250], atol=1e-6)
    assert not sound[:10].any()
    assert not sound[60:].any()


def test_fades_rise_and_fall_at_equal_power(take, mixed):
    path = take("a", constant(1000))
    parts = [
        MixPart(path, 0, "audio", fade_out=100),
        MixPart(path, 900, "audio", fade_in=100),
    ]
    sound = mixed(parts, 1900)
    assert sound[950] == pytest.approx(0.25 * 2**0.5, rel=0.02)
    assert sound[899] == pytest.approx(0.25, rel=0.001)
    assert sound[1001] == pytest.approx(0.25, rel=0.001)


def noise(seconds, seed, level=0.05):
    return np.random.default_rng(seed).standard_normal(round(seconds * RATE)) * level


def steps_db(sound, step=RATE // 50):
    """Level changes between neighbouring pieces of 20 ms."""
    level = np.sqrt(np.mean(np.square(sound.reshape(-1, step)), axis=1))
    return np.abs(np.diff(20 * np.log10(level)))


@pytest.mark.parametrize("lasts", [480, 24_000])  # a cut, and a dissolve of a second
@pytest.mark.parametrize("is_one", [True, False])
def test_takes_that_follow_one_another_cross_without_a_step(take, mixed, lasts, is_one):
    """Bound: 1 dB between neighbouring pieces of 20 ms, whether or not the sounds are alike."""
    whole = noise(4, 1)
    first, second = (whole[: 3 * RATE], whole[RATE:]) if is_one else (noise(3, 4), noise(3, 5))
    cut = 2 * RATE
    parts = [
        MixPart(take("b", second), cut - lasts, "audio", offset=RATE - lasts, after=1),
        MixPart(take("a", first), 0, "audio", length=cut + lasts),
    ]
    sound = mixed(parts, 4 * RATE)
    around = lasts // 960 * 960 + 1920
    assert steps_db(sound[cut - around : cut + around]).max() < 1.0
    if is_one:
        np.testing.assert_allclose(sound[: 3 * RATE], whole[: 3 * RATE], atol=1e-6)
    else:
        np.testing.assert_allclose(sound[: cut - lasts], first[: cut - lasts], atol=1e-6)
        np.testing.assert_allclose(sound[cut + lasts :], second[RATE + lasts :], atol=1e-6)


def test_a_part_that_comes_after_nothing_it_meets_is_left_alone(take, mixed):
    path = take("a", constant(100))
    parts = [MixPart(path, 0, "audio"), MixPart(path, 500, "audio", after=0)]
    parts += [MixPart(path, 50, "speech", after=0), MixPart(path, 800, "audio", after=99)]
    expected = np.zeros(1000)
    for part in parts:
        expected[part.start : part.start + 100] += 0.25
    np.testing.assert_allclose(mixed(parts, 1000), expected, atol=1e-6)


def test_blocks_join_without_a_seam(take, mixed, monkeypatch):
    rng = np.random.default_rng(1)
    path = take("a", rng.standard_normal(300_000) * 0.05)
    voice = take("v", rng.standard_normal(60_000) * 0.05)
    parts = [MixPart(path, 5, "audio"), MixPart(voice, 80_000, "speech")]
    whole = mixed(parts, 310_000, duck_db=9.0)
    monkeypatch.setattr(mixing, "_BLOCK", 24_000)
    np.testing.assert_allclose(mixed(parts, 310_000, duck_db=9.0), whole, atol=3e-7)


def test_audio_is_lower_under_speech_and_speech_is_not(take, mixed):
    parts = [
        MixPart(take("a", constant(3 * RATE, 0.2)), 0, "audio"),
        MixPart(take("v", constant(RATE, 0.1)), RATE, "speech"),
    ]
    sound = mixed(parts, 3 * RATE, duck_db=20.0)
    assert sound[RATE // 2] == pytest.approx(0.2, abs=1e-4)
    assert sound[RATE * 3 // 2] == pytest.approx(0.02 + 0.1, abs=1e-4)


def test_sum_that_would_clip_is_limited(take, mixed):
    tone = 0.8 * np.sin(np.arange(96_000) * 0.05)
    parts = [MixPart(take(name, tone), 0, "audio") for name in "abc"]
    assert levels.to_db(levels.true_peak(mixed(parts, 96_000))) <= -1.0


def test_fuse_keeps_the_length_of_the_audio_take(take, tmp_path):
    audio = MixPart(take("a", constant(5 * RATE, 0.2)), -RATE, "audio")
    speech = MixPart(take("v", constant(RATE, 0.1)), RATE, "speech")
    request = Fuse("f", audio, (speech,), str(tmp_path / "out.wav"), 20.0)
    fuse(request, _task(request))
    sound = wav.read(request.out_path).samples[0]
    assert len(sound) == 5 * RATE
    np.testing.assert_allclose(sound[: RATE * 3 // 2], 0.2, atol=1e-6)
    np.testing.assert_allclose(sound[2 * RATE + 1000 : 3 * RATE], 0.02, atol=1e-6)
    np.testing.assert_allclose(sound[RATE * 9 // 2 :], 0.2, atol=1e-6)


def test_missing_take_fails_and_leaves_no_file(take, tmp_path, mixed):
    parts = [MixPart(str(tmp_path / "none.wav"), 0, "audio", length=10)]
    with pytest.raises(DeepAudioError, match="cannot read"):
        mixed(parts, 100)
    assert list(tmp_path.iterdir()) == []


def test_cancel_leaves_no_file(take, tmp_path):
    request = Mix("m", (MixPart(take("a", constant(9)), 0, "audio"),), 9, str(tmp_path / "m.wav"))
    task = _task(request)
    task.stop()
    with pytest.raises(RequestCancelled):
        mix(request, task)
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


# -- channels -----------------------------------------------------------------------


def stereo_take(tmp_path, name, left, right):
    wav.write(tmp_path / f"{name}.wav", Audio(np.stack([left, right]).astype(np.float32)))
    return str(tmp_path / f"{name}.wav")


def test_unless_asked_a_mix_is_as_wide_as_its_widest_part_and_mono_is_in_the_middle(take, tmp_path):
    wide = stereo_take(tmp_path, "w", constant(1000, 0.1), constant(1000, -0.3))
    parts = (MixPart(wide, 0, "audio"), MixPart(take("n", constant(500, 0.2)), 500, "speech"))
    request = Mix("m", parts, 1000, str(tmp_path / "mix.wav"))
    mix(request, _task(request))
    left, right = wav.read(request.out_path).samples
    np.testing.assert_allclose(left, [0.1] * 500 + [0.1 + HALF * 0.2] * 500, atol=1e-6)
    np.testing.assert_allclose(right, [-0.3] * 500 + [-0.3 + HALF * 0.2] * 500, atol=1e-6)


@pytest.mark.parametrize(
    ("channels", "heard"),
    [
        (1, [HALF * (0.1 + 0.3 + 2 * HALF * 0.2) + 0.2]),
        (2, [0.1 + 2 * HALF * 0.2, 0.3 + 2 * HALF * 0.2]),
        (6, [0.1 + HALF * 0.2, 0.3 + HALF * 0.2, 0.2, 0.0, 0.0, 0.0]),
    ],
)
def test_a_mix_has_the_channels_that_are_asked_for(take, tmp_path, channels, heard):
    """Stereo sound, mono sound of an earlier version, and a line, which in 5.1 has the centre."""
    wide = stereo_take(tmp_path, "w", constant(1000, 0.1), constant(1000, 0.3))
    mono = take("n", constant(1000, 0.2))
    parts = (MixPart(wide, 0, "audio"), MixPart(mono, 0, "audio"), MixPart(mono, 0, "speech"))
    request = Mix("m", parts, 1000, str(tmp_path / "mix.wav"), channels=channels)
    mix(request, _task(request))
    assert wav.read(request.out_path).samples[:, 500] == pytest.approx(heard, abs=1e-5)


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_stems_add_up_and_ambience_is_parted_where_it_is_known(take, tmp_path, channels):
    both, ambience = noise(1, 1), noise(1, 2, 0.01)
    known = MixPart(
        stereo_take(tmp_path, "both", both, both[::-1]), 0, "audio", fade_in=240, fade_out=240,
        ambience_path=stereo_take(tmp_path, "ambience", ambience, ambience[::-1]),
    )  # fmt: skip
    unknown = MixPart(take("other", noise(1, 3)), RATE - 500, "audio", after=0)
    line = MixPart(take("line", noise(0.5, 4)), RATE // 4, "speech")
    names = ("out", "speech", "audio", "ambience")
    paths = {f"{name}_path": str(tmp_path / f"{name}.wav") for name in names}
    request = Mix("m", (known, unknown, line), 2 * RATE, channels=channels, duck_db=6.0, **paths)
    mix(request, _task(request))
    mixed, *stems = (wav.read(path).samples for path in paths.values())
    np.testing.assert_allclose(sum(stems), mixed, atol=3 / (1 << 23))
    heard, front = stems[2], slice(0, min(channels, 2))
    assert np.abs(heard[front, 2400 : RATE // 8]).max() > 0.01
    assert not heard[front, RATE:].any()  # the other's is not known
    behind = np.abs(mixed[4:]).max() if channels == 6 else 0.0
    assert (behind > 0.003) == (channels == 6)
    if channels == 6:
        assert not mixed[3].any()
        assert abs(np.corrcoef(heard[0], heard[4])[0, 1]) < 0.35
        level = [10 * np.log10(np.mean(np.square(heard[channel]))) for channel in (0, 4)]
        assert level[0] - level[1] == pytest.approx(6, abs=0.5)


def test_blocks_of_a_surround_mix_join_without_a_seam(take, tmp_path, monkeypatch):
    sound = stereo_take(tmp_path, "a", noise(1, 1), noise(1, 2))
    part = MixPart(sound, 0, "audio", ambience_path=sound)
    request = Mix("m", (part,), RATE, str(tmp_path / "mix.wav"), channels=6)
    mix(request, _task(request))
    whole = wav.read(request.out_path).samples
    monkeypatch.setattr(mixing, "_BLOCK", 12_000)
    mix(request, _task(request))
    np.testing.assert_allclose(wav.read(request.out_path).samples, whole, atol=1e-6)


def test_ducking_keeps_the_channels_of_the_audio_take(take, tmp_path):
    stereo = stereo_take(tmp_path, "s", constant(2 * RATE, 0.2), constant(2 * RATE, 0.1))
    mono = take("m", constant(2 * RATE, 0.2))
    for audio, speech, channels in ((stereo, mono, 2), (mono, stereo, 1)):
        parts = MixPart(audio, 0, "audio"), (MixPart(speech, RATE, "speech"),)
        request = Fuse("f", *parts, str(tmp_path / "out.wav"), 20.0)
        fuse(request, _task(request))
        sound = wav.read(request.out_path).samples
        assert len(sound) == channels  # as wide as they are, however wide the line is
        np.testing.assert_allclose(sound[0][RATE + 1000 :], 0.02, atol=1e-6)
        np.testing.assert_allclose(sound[0][: RATE // 2], 0.2, atol=1e-6)
