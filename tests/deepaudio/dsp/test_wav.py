"""Takes on disk are complete or not there."""

import errno
import os
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from deepaudio.dsp import wav
from deepaudio.dsp.audio import Audio
from deepaudio_plugin.core import files, riff
from deepaudio_plugin.core.errors import DiskFullError, MediaError, OutputError
from deepaudio_plugin.takes.sound_file import SoundShape, shape_of
from tests.helpers.signals import noise, sine


def test_a_take_reads_back_to_24_bits(tmp_path):
    sound = noise(1.3)
    wav.write(tmp_path / "take.wav", Audio.mono(sound))
    assert np.abs(wav.read(tmp_path / "take.wav").samples[0] - sound).max() < 2**-22
    info = soundfile.info(str(tmp_path / "take.wav"))
    assert (info.samplerate, info.channels, info.subtype) == (48_000, 1, "PCM_24")


def test_values_past_full_scale_clip_and_do_not_wrap(tmp_path):
    wav.write(tmp_path / "take.wav", Audio.mono(np.array([2.0, -2.0, 0.0], np.float32)))
    assert wav.read(tmp_path / "take.wav").samples[0] == pytest.approx([1, -1, 0], abs=1e-6)


def test_equal_sound_gives_equal_bytes_however_it_is_cut_into_blocks(tmp_path):
    sound = sine(1.0)
    wav.write(tmp_path / "whole.wav", Audio.mono(sound))
    assert wav.write_blocks(tmp_path / "blocks.wav", np.split(sound, [7, 9000])) == 48_000
    whole, blocks = (tmp_path / "whole.wav").read_bytes(), (tmp_path / "blocks.wav").read_bytes()
    assert whole == blocks
    assert len(whole) == 44 + 3 * 48_000


def test_no_partial_file_is_left_when_the_sound_fails(tmp_path):
    (tmp_path / "take.wav").write_bytes(b"older")

    def blocks():
        yield sine(0.1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wav.write_blocks(tmp_path / "take.wav", blocks())
    assert [path.name for path in tmp_path.iterdir()] == ["take.wav"]
    assert (tmp_path / "take.wav").read_bytes() == b"older"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT], ids=["disk", "quota"])
def test_a_full_disk_and_a_used_up_quota_are_named_as_such(tmp_path, monkeypatch, number):
    def full(_handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError, match="disk is full"):
        wav.write(tmp_path / "take.wav", Audio.mono(sine(0.1)))
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_really_full_device_is_named_as_such(tmp_path, monkeypatch):
    full = tmp_path / "take.part"
    full.symlink_to("/dev/full")
    monkeypatch.setattr(files, "temp_path_of", lambda _path: full)
    with pytest.raises(DiskFullError):
        wav.write(tmp_path / "take.wav", Audio.mono(noise(2)))
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match="cannot be written") as caught:
        wav.write(tmp_path / "none" / "take.wav", Audio.mono(sine(0.1)))
    assert not isinstance(caught.value, DiskFullError)


def test_parts_and_blocks_of_a_take_can_be_read(tmp_path):
    sound = noise(1.0)
    wav.write(tmp_path / "Übung 🎬.wav", Audio.mono(sound))
    part = wav.read(tmp_path / "Übung 🎬.wav", 1000, 500).samples[0]
    assert part == pytest.approx(sound[1000:1500], abs=1e-6)
    blocks = [block[0] for block in wav.read_blocks(tmp_path / "Übung 🎬.wav", 10_000)]
    assert [len(block) for block in blocks] == [10_000] * 4 + [8_000]
    assert np.concatenate(blocks) == pytest.approx(sound, abs=1e-6)
    assert wav.num_samples(tmp_path / "Übung 🎬.wav") == 48_000


def test_a_take_of_several_channels_reads_back_channel_by_channel(tmp_path):
    sound = np.stack([sine(0.5), noise(0.5), -sine(0.5)])
    wav.write(tmp_path / "take.wav", Audio(sound))
    read = wav.read(tmp_path / "take.wav", 100, 1000)
    assert np.abs(read.samples - sound[:, 100:1100]).max() < 2**-22
    blocks = list(wav.read_blocks(tmp_path / "take.wav", 7000))
    assert np.abs(np.concatenate(blocks, axis=1) - sound).max() < 2**-22
    assert (wav.num_channels(tmp_path / "take.wav"), wav.num_samples(tmp_path / "take.wav")) == (
        3,
        24_000,
    )


def test_other_rates_are_converted_and_channels_stay(tmp_path):
    stereo = np.stack([np.full(24_000, 0.5), np.full(24_000, 0.1)], axis=1)
    soundfile.write(tmp_path / "other.wav", stereo, 24_000)
    left, right = wav.read(tmp_path / "other.wav").samples
    assert len(left) == 48_000
    assert left[5000:-5000] == pytest.approx(0.5, abs=1e-3)
    assert right[5000:-5000] == pytest.approx(0.1, abs=1e-3)


def test_a_damaged_take_is_a_media_error(tmp_path):
    (tmp_path / "take.wav").write_bytes(b"RIFF nonsense")
    for reading in (wav.read, wav.num_samples, lambda path: list(wav.read_blocks(path))):
        with pytest.raises(MediaError, match="cannot read"):
            reading(tmp_path / "take.wav")


@pytest.mark.parametrize("channels", [1, 2])
def test_sound_past_four_gigabytes_is_rf64_and_the_same(tmp_path, monkeypatch, channels):
    blocks = [noise(0.1)[None].repeat(channels, axis=0) for _ in range(3)]
    wav.write_blocks(tmp_path / "plain.wav", blocks, channels)
    monkeypatch.setattr(riff, "LARGEST", 10_000)  # standing for what 32 bits can count
    monkeypatch.setattr(wav, "_MOVED", 1000)
    count = wav.write_blocks(tmp_path / "long.wav", blocks, channels)
    plain, long = (tmp_path / name for name in ("plain.wav", "long.wav"))
    assert long.read_bytes()[:4] == b"RF64"
    assert long.read_bytes()[80:] == plain.read_bytes()[44:]
    info = soundfile.info(str(long))
    assert (info.format, info.frames, info.channels) == ("RF64", count, channels)
    assert np.array_equal(wav.read(long).samples, wav.read(plain).samples)
    with long.open("rb") as file:
        assert shape_of(file) == SoundShape(channels, 48_000, 24, count)


def test_a_surround_mix_says_which_loudspeakers_it_is_for(tmp_path):
    wav.write(tmp_path / "mix.wav", Audio(np.zeros((6, 100), np.float32)))
    with av.open(str(tmp_path / "mix.wav")) as container:
        assert container.streams.audio[0].layout.name == "5.1"
    sound = soundfile.info(str(tmp_path / "mix.wav"))
    assert (sound.format, sound.channels, sound.frames) == ("WAVEX", 6, 100)
    wav.write(tmp_path / "take.wav", Audio(np.zeros((2, 100), np.float32)))
    assert soundfile.info(str(tmp_path / "take.wav")).format == "WAV"
