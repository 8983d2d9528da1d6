"""What is heard says where it is: no drift, no jumps, whatever the device does."""

from __future__ import annotations

import array
import wave

import pytest
from deepaudio_ui.player.output import Silence
from deepaudio_ui.player.sound import FileSound, at_speed
from deepaudio_ui.player.transport import Transport
from deepaudio_ui.shells.chatter import is_chatter
from pytestqt.qtbot import QtBot

from tests.helpers.screened import HandOutput

RATE = 48_000


class Counted:
    """Every sample is its number, in both channels."""

    def samples(self, first: int, count: int) -> bytes:
        both = array.array("h")
        for number in range(first, first + count):
            both.extend([number % 30_000] * 2)
        return both.tobytes()


def left(sound: bytes) -> list[int]:
    return list(array.array("h", sound)[0::2])


def test_over_ten_minutes_the_position_is_the_sample_that_is_heard(qtbot: QtBot):
    now = [0.0]
    transport = Transport(Silence(lambda: now[0]))
    transport.play(_Mute(), 0, end=700 * RATE)
    while now[0] < 600:
        now[0] += 0.0167
        transport.tick()
        assert abs(transport.position - now[0] * RATE) <= 1
    transport.pause()


class _Mute:
    def samples(self, first: int, count: int) -> bytes:
        return bytes(4 * count)


def test_a_late_turn_of_the_interface_delays_sound_and_picture_alike(qtbot: QtBot):
    now = [0.0]
    transport = Transport(Silence(lambda: now[0]))
    transport.play(_Mute(), 0, end=700 * RATE)
    now[0] = 1.5  # the device ran dry after what it had been given
    transport.tick()
    assert transport.position == pytest.approx(0.2 * RATE, abs=1)
    now[0] = 1.6
    transport.tick()
    assert transport.position == pytest.approx(0.3 * RATE, abs=1)
    transport.pause()


@pytest.mark.parametrize(
    ("speed", "expected"),
    [(1, [100, 101, 102]), (2, [100, 102, 104]), (-1, [99, 98, 97]), (-2, [99, 97, 95])],
)
def test_every_speed_has_its_samples(speed, expected):
    assert left(at_speed(Counted(), 100, 3, speed)) == expected


def test_nothing_is_heard_too_fast():
    assert left(at_speed(Counted(), 100, 3, 4.0)) == [0, 0, 0]


def test_a_speed_changes_where_it_is_heard(qtbot: QtBot):
    output = HandOutput()
    transport = Transport(output)
    transport.play(Counted(), 1000, end=RATE)
    output.heard_samples = 500
    transport.tick()
    transport.set_speed(2.0)
    output.heard_samples = 100
    transport.tick()
    assert transport.position == 1700
    assert left(output.written)[:2] == [1500, 1502]
    transport.pause()


def test_another_device_goes_on_where_the_first_one_stopped(qtbot: QtBot):
    first, second = HandOutput(), HandOutput()
    transport = Transport(first)
    transport.play(Counted(), 0, end=RATE)
    first.heard_samples = 700
    transport.tick()
    transport.set_output(second)
    transport.tick()
    assert (first.started, second.started) == (False, True)
    assert left(second.written)[0] == 700
    transport.pause()


@pytest.mark.parametrize(
    ("channels", "width", "rate"), [(1, 2, 48_000), (2, 3, 48_000), (1, 3, 24_000)]
)
def test_files_of_any_channels_and_width_are_played(tmp_path, channels, width, rate):
    path = tmp_path / "take.wav"
    values = [1000, -2000, 300]
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, width, rate, 0, "NONE", ""))
        for value in values:
            file.writeframes(
                (value << 8 * (width - 2)).to_bytes(width, "little", signed=True) * channels
            )
    sound = FileSound(str(path))
    times = 48_000 // rate
    assert sound.length == 3 * times
    assert left(sound.samples(0, 3 * times))[::times] == values
    assert left(sound.samples(-1, 2)) == [0, 1000]
    assert left(sound.samples(3 * times - 1, 2)) == [300, 0]
    sound.level = 20.0
    assert left(sound.samples(0, 3 * times))[::times] == [20_000, -32_768, 6_000]


@pytest.mark.parametrize("content", [b"", b"RIFF", b"OggS" * 50])
def test_other_files_are_none_of_ours(tmp_path, content):
    path = tmp_path / "other.wav"
    path.write_bytes(content)
    with pytest.raises(ValueError):
        FileSound(str(path))


def test_only_the_players_chatter_is_kept_off_the_terminal():
    assert is_chatter("qt.multimedia.ffmpeg", "Using Qt multimedia with FFmpeg")
    assert is_chatter("default", "PulseAudioService: pa_context_connect() failed")
    assert not is_chatter("default", "QPainter::begin: Paint device returned engine == 0")
