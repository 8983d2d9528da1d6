"""The viewer: what keys play, which frame shows, and what is said while there is none."""

from __future__ import annotations

import array
from dataclasses import replace
from pathlib import Path

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.player.viewer import Viewer
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import ReelView
from deepaudio_plugin.core.track_levels import track_name
from tests.helpers.backend_stub import DEMO_FRAMES, LINES, SHOTS, StubBackend
from tests.helpers.screened import PER_FRAME, HandOutput, frame_in, screen_film


class Watched:
    """A viewer on the demo, with a device that hears as much as the test says."""

    def __init__(self, context: PanelContext, stub: StubBackend, qtbot: QtBot) -> None:
        self.output = HandOutput()
        self.viewer = Viewer(context, make_output=lambda _parent: self.output)
        self.player = self.viewer.player
        self.images: list[tuple[int, int]] = []
        self.player.picture.shown.connect(lambda n, image: self.images.append((n, frame_in(image))))
        self._context, self._qtbot = context, qtbot
        qtbot.addWidget(self.viewer)
        self.viewer.resize(640, 400)
        stub.publish(messages.Loaded(0.1))

    def press(self, name: str) -> None:
        self._context.actions[name].trigger()

    def hear(self, frames: float) -> None:
        """Let the device play so many frames more."""
        self.output.heard_samples += round(frames * PER_FRAME)
        self.player.transport.tick()

    def until_heard(self, frame: int) -> None:
        """Wait for the sound of a frame."""
        self._qtbot.waitUntil(lambda: self.player.sound.is_settled(frame * PER_FRAME))

    def until_shown(self, frame: int) -> None:
        self._qtbot.waitUntil(lambda: (frame, frame) in self.images)


@pytest.fixture
def watched(demo: PanelContext, stub: StubBackend, qtbot: QtBot, tmp_path: Path) -> Watched:
    screen_film(stub, tmp_path)
    return Watched(demo, stub, qtbot)


# -- playing ----------------------------------------------------------------------------


@pytest.mark.parametrize("selected", [(), (LINES[0],), (SHOTS[3], LINES[2])])
def test_space_plays_from_the_playhead_whatever_is_selected(watched, demo, selected):
    demo.selection.select(selected)
    demo.playhead.move(100)
    watched.until_heard(100)
    watched.press("play")
    assert watched.viewer.playing
    watched.hear(12.5)
    assert demo.playhead.frame == 112
    assert watched.output.frames_heard()[:12] == list(range(100, 112))


def test_space_stops_where_it_is_pressed_and_goes_on_from_there(watched, demo):
    demo.playhead.move(100)
    watched.press("play")
    watched.hear(20)
    watched.press("play")
    assert not watched.viewer.playing
    assert demo.playhead.frame == 120
    watched.press("play")
    watched.hear(3)
    assert demo.playhead.frame == 123


def test_it_plays_to_the_end_of_the_timeline_and_the_next_move_counts(watched, demo):
    demo.playhead.move(DEMO_FRAMES - 5)
    watched.press("play")
    watched.hear(6)
    assert not watched.viewer.playing
    assert demo.playhead.frame == DEMO_FRAMES - 1
    demo.playhead.move(DEMO_FRAMES - 2)
    assert demo.playhead.frame == DEMO_FRAMES - 2
    watched.until_shown(DEMO_FRAMES - 2)


def test_at_the_end_space_begins_anew(watched, demo):
    demo.playhead.move(DEMO_FRAMES - 1)
    watched.press("play")
    watched.hear(2)
    assert demo.playhead.frame == 2


def test_the_play_symbol_is_a_pause_while_it_plays(watched, demo):
    still = demo.actions["play"].icon().cacheKey()
    watched.press("play")
    assert demo.actions["play"].icon().cacheKey() != still
    watched.press("stop")
    assert demo.actions["play"].icon().cacheKey() == still


def test_moving_the_playhead_while_it_plays_goes_on_from_there(watched, demo):
    watched.press("play")
    watched.hear(5)
    demo.playhead.move(700)
    watched.until_heard(700)
    watched.hear(4)
    assert watched.viewer.playing
    assert demo.playhead.frame == 704
    assert 705 in watched.output.frames_heard()


def test_l_and_j_shuttle_both_ways_and_k_stops(watched, demo):
    demo.playhead.move(500)
    watched.until_heard(500)
    watched.press("play_on")
    watched.press("play_on")
    watched.hear(10)
    assert (watched.player.speed, demo.playhead.frame) == (2.0, 520)
    watched.press("play_on")
    watched.hear(10)
    assert (watched.player.speed, demo.playhead.frame) == (4.0, 560)
    assert set(watched.output.frames_heard()) == {0}  # too fast to be understood
    for expected in (2.0, 1.0, -1.0):
        watched.press("play_back")
        assert watched.player.speed == expected
    watched.hear(10)
    assert demo.playhead.frame == 550
    watched.until_shown(550)
    assert watched.viewer._screen.accessibleName() == "◀ 1×"
    watched.press("stop")
    assert (watched.viewer.playing, watched.player.speed) == (False, 1.0)


def test_backwards_sound_is_backwards_and_stops_at_the_beginning(watched, demo):
    demo.playhead.move(10)
    watched.until_heard(0)
    watched.press("play_back")
    watched.hear(4)
    assert watched.output.frames_heard()[:4] == [9, 8, 7, 6]
    watched.hear(20)
    assert (demo.playhead.frame, watched.viewer.playing) == (0, False)


def test_selection_around_and_marks_have_keys_of_their_own(watched, demo):
    line = demo.state.cues.get(LINES[1])
    demo.selection.select([LINES[1]])
    watched.press("play_selection")
    assert demo.playhead.frame == line.start
    watched.hear(line.frames + 1)
    assert not watched.viewer.playing
    demo.playhead.move(300)
    watched.press("play_around")
    assert demo.playhead.frame == 300 - 48
    watched.hear(97)
    assert (demo.playhead.frame, watched.viewer.playing) == (348, False)
    demo.playhead.set_marks(50, 60)
    watched.press("play_marks")
    watched.hear(11)
    assert (demo.playhead.frame, watched.viewer.playing) == (60, False)


def test_one_goes_on_to_the_next_line_where_that_is_asked_for(watched, demo):
    steps = [LINES[0]]
    demo.actions["next"].triggered.connect(
        lambda: (steps.append(LINES[len(steps)]), demo.selection.select([steps[-1]]))
    )
    demo.selection.select([LINES[0]])
    watched.press("play_through")
    watched.press("play_selection")
    watched.hear(demo.state.cues.get(LINES[0]).frames + 1)
    assert demo.selection.current == LINES[1]
    assert demo.playhead.frame == demo.state.cues.get(LINES[1]).start
    assert watched.viewer.playing
    watched.press("play_selection")
    assert not watched.viewer.playing
    assert steps == [LINES[0], LINES[1]]


def test_a_line_is_played_in_its_place_and_stopped_by_the_same_order(watched, demo):
    deck, told = watched.viewer.deck, []
    deck.line_changed.connect(told.append)
    deck.play_line(LINES[0])
    watched.hear(2)
    deck.play_line(LINES[1])  # another one begins at once
    assert demo.playhead.frame == demo.state.cues.get(LINES[1]).start
    deck.play_line(LINES[1])
    assert not watched.viewer.playing
    deck.play_line(LINES[1])
    watched.hear(demo.state.cues.get(LINES[1]).frames + 1)
    deck.play_line(LINES[0])
    demo.actions["play_around"].trigger()
    assert told == [LINES[0], "", LINES[1], "", LINES[1], "", LINES[0], ""]


def test_loop_goes_round_in_the_marked_range(watched, demo):
    demo.playhead.set_marks(50, 60)
    demo.playhead.move(55)
    watched.press("loop")
    watched.press("play")
    watched.hear(5)
    assert demo.playhead.frame == 50
    watched.hear(4)
    assert demo.playhead.frame == 54
    assert watched.viewer.playing


def test_a_take_alone_is_the_file_itself_and_the_playhead_stays(watched, demo, qtbot):
    demo.playhead.move(100)
    demo.selection.select([LINES[0]])
    watched.press("play_take")
    qtbot.waitUntil(lambda: watched.viewer.playing)
    watched.hear(2)
    assert any(watched.output.written)
    assert demo.playhead.frame == 100


def test_a_take_alone_is_heard_at_the_gain_of_its_line(watched, demo, stub, qtbot):
    def loudest(gain_db: float) -> int:
        stub.publish(messages.Jobs((replace(demo.state.jobs.get(LINES[0]), gain_db=gain_db),)))
        watched.player.play_file("")  # nothing: what played before is over
        watched.output.start()
        demo.selection.select([LINES[0]])
        watched.press("play_take")
        qtbot.waitUntil(lambda: watched.viewer.playing)
        watched.hear(8)
        return max(array.array("h", watched.output.written))

    plain = loudest(0.0)
    assert plain > 100
    assert loudest(-20.0) == pytest.approx(plain / 10, abs=1)


# -- what is heard ----------------------------------------------------------------------


def test_the_films_own_sound_is_heard_instead_with_one_key(watched, demo, stub, qtbot):
    qtbot.waitUntil(lambda: bool(stub.of(messages.ListenFrom)))
    assert stub.of(messages.ListenFrom)[-1].silent == ("film",)
    watched.press("original")
    rows = {track_name(job.stem, job.lane) for job in demo.state.jobs.all()}
    qtbot.waitUntil(lambda: set(stub.of(messages.ListenFrom)[-1].silent) == rows)
    assert watched.viewer._screen.accessibleName() == "Original"


def test_another_take_is_heard_as_soon_as_it_is_chosen(watched, demo, stub, qtbot):
    watched.until_heard(0)
    asked = len(stub.of(messages.ListenFrom))
    job = demo.state.jobs.get(LINES[0])
    takes = tuple(replace(take, key=take.key[::-1]) for take in job.takes)
    stub.publish(messages.Jobs((replace(job, takes=takes),)))
    assert watched.player.sound.has(0)  # what was there is heard meanwhile
    qtbot.waitUntil(lambda: len(stub.of(messages.ListenFrom)) > asked)


def test_a_gain_of_a_line_is_heard_as_soon_as_it_is_decided(watched, demo, stub, qtbot):
    watched.until_heard(0)
    stub.publish(messages.Jobs((demo.state.jobs.get(LINES[0]),)))
    asked = len(stub.of(messages.ListenFrom))
    stub.publish(messages.Jobs((replace(demo.state.jobs.get(LINES[0]), gain_db=-6.0),)))
    qtbot.waitUntil(lambda: len(stub.of(messages.ListenFrom)) > asked)


def test_a_step_of_the_playhead_is_heard(watched, demo):
    watched.until_heard(0)
    demo.playhead.move(20)
    demo.playhead.move(21)
    assert 21 in watched.output.frames_heard()
    watched.press("scrub")
    watched.output.start()
    demo.playhead.move(22)
    assert watched.output.written == b""


def test_no_sound_device_is_said_once(demo, stub, qtbot, tmp_path, monkeypatch):
    screen_film(stub, tmp_path)
    monkeypatch.setattr("deepaudio_ui.player.output.SoundDevice.is_there", False)
    viewer = Viewer(demo)
    qtbot.addWidget(viewer)
    told = []
    demo.notices.posted.connect(told.append)
    demo.actions["play"].trigger()
    demo.actions["play"].trigger()
    demo.actions["play"].trigger()
    assert ["no sound device" in notice.sentence for notice in told] == [True]
    qtbot.waitUntil(lambda: demo.playhead.frame > 3)  # the picture plays anyway
    viewer.player.pause()


def test_what_is_no_sound_of_ours_opens_elsewhere(watched, tmp_path, monkeypatch, qtbot):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    path = tmp_path / "voice.ogg"
    path.write_bytes(b"OggS" * 100)
    watched.viewer.deck.play_sound(str(path))
    qtbot.waitUntil(lambda: opened == [str(path)])


# -- what is seen -----------------------------------------------------------------------


def test_the_parked_playhead_shows_its_own_frame(watched, demo, qtbot):
    for frame in (100, 101, 102, 700, 99):
        demo.playhead.move(frame)
        watched.until_shown(frame)
        qtbot.waitUntil(lambda frame=frame: watched.viewer.shown_frame == frame)
    assert all(asked == shown for asked, shown in watched.images)


def test_the_frame_is_asked_for_where_no_reel_is_made(demo, stub, qtbot, tmp_path):
    screen_film(stub, tmp_path, reels=False)
    watched = Watched(demo, stub, qtbot)
    demo.playhead.move(321)
    watched.until_shown(321)
    order = stub.of(messages.LookAt)[-1]
    assert order.frame == 321
    assert order.height >= 180


def test_one_jump_asks_for_its_frame_at_once_and_once(demo, stub, qtbot, tmp_path):
    screen_film(stub, tmp_path, reels=False)
    watched = Watched(demo, stub, qtbot)
    before = len(stub.of(messages.LookAt))
    demo.playhead.move(321)
    assert [order.frame for order in stub.of(messages.LookAt)[before:]] == [321]
    watched.until_shown(321)
    qtbot.waitUntil(lambda: not watched.player._still.isActive())
    for frame in (400, 401, 402):  # dragged: the first at once, the last when there is time
        demo.playhead.move(frame)
    watched.until_shown(402)
    assert [order.frame for order in stub.of(messages.LookAt)[before:]] == [321, 400, 402]


def test_that_the_picture_is_being_prepared_is_said_on_the_screen(demo, stub, qtbot):
    watched = Watched(demo, stub, qtbot)
    stub.publish(messages.ReelsReady((), 360, DEMO_FRAMES, anew=True))
    demo.playhead.move(321)
    qtbot.waitUntil(lambda: "25%" in watched.viewer._screen.note)
    stub.publish(messages.StillMade("o", 321, "", "boat.mov is not there."))
    assert watched.viewer._screen.note == ""
    assert watched.viewer._screen.accessibleDescription() == "boat.mov is not there."


def test_what_shows_otherwise_than_it_is_says_so_on_the_screen(demo, stub, qtbot):
    watched = Watched(demo, stub, qtbot)
    note = "the transition 'Iris' is shown as a dissolve"
    demo.playhead.move(321)
    stub.publish(messages.StillMade("o", 321, note=note))
    assert watched.viewer._screen.note == note
    demo.playhead.move(322)
    stub.publish(messages.StillMade("p", 322))
    assert watched.viewer._screen.note == ""
    reel = ReelView(960, 48, "", note=note)
    stub.publish(messages.ReelsReady((reel,), 48, DEMO_FRAMES))
    demo.playhead.move(970)
    assert watched.viewer._screen.note == note


def test_a_reel_that_the_cache_has_removed_shows_nothing_wrong(watched, demo, stub, qtbot):
    stub.publish(messages.ReelsReady((ReelView(960, 48, "/nowhere/gone.reel"),), 48, DEMO_FRAMES))
    demo.playhead.move(970)
    watched.until_shown(970)  # the still


def test_while_it_plays_no_picture_stands_for_one_that_is_not_there(watched, demo, stub, qtbot):
    stub.publish(
        messages.ReelsReady((ReelView(96, 48, "", "boat.mov is not there."),), 48, DEMO_FRAMES)
    )
    demo.playhead.move(90)
    watched.until_shown(90)
    watched.press("play")
    watched.hear(8)
    assert demo.playhead.frame == 98
    assert watched.viewer.shown_frame == 98
    assert watched.viewer._screen.accessibleDescription() == "boat.mov is not there."
    watched.hear(60)  # and on, where there is a picture again
    watched.until_shown(demo.playhead.frame)
    assert watched.viewer.playing


def test_a_shot_without_media_says_why_on_the_screen(watched, demo, stub, qtbot):
    shot = replace(demo.state.shots.all()[1], has_picture=False, problem="dog.mov is not there")
    stub.publish(messages.Shots((shot,)))
    watched.player.picture.clear()
    stub.answer(messages.LookAt, lambda order: [messages.StillMade(order.id, order.frame)])
    demo.playhead.move(shot.start + 2)
    assert watched.viewer._screen.accessibleDescription() == "dog.mov is not there"
    demo.playhead.move(shot.start + 3)
    qtbot.waitUntil(lambda: not watched.player._still.isActive())
    assert watched.viewer._screen.accessibleDescription() == "dog.mov is not there"


def test_a_gap_is_black_while_it_plays(watched, demo, stub, qtbot):
    shots = demo.state.shots.all()
    gone = shots[1]
    demo.playhead.move(gone.start - 4)
    watched.until_shown(gone.start - 4)
    stub.publish(messages.Removed(shots=(gone.ref,)))
    reel = watched.player.picture.reel_at(gone.start)
    watched.player.picture._reels.pop(reel.start)
    watched.player.picture._starts.remove(reel.start)
    frame = max(reel.start, gone.start) + 1
    watched.press("play")
    watched.hear(frame - demo.playhead.frame)
    assert watched.viewer.shown_frame == demo.playhead.frame
    assert watched.viewer._screen._picture is None
    assert watched.viewer._screen.accessibleDescription() == ""


def test_another_timeline_begins_with_nothing(watched, demo, stub, qtbot):
    demo.playhead.move(100)
    watched.until_shown(100)
    watched.press("play")
    demo.state.close()
    assert not watched.viewer.playing
    assert watched.viewer.shown_frame == -1
    assert not watched.player.sound.has(0)
