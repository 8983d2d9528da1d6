"""Headers of tracks: mute, solo and gain, and the row of the film's own sound."""

from __future__ import annotations

from pathlib import Path

from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.timeline.track_strip import TrackStrip
from deepaudio_ui.timeline.view import TimelineView
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import SHOTS, StubBackend


def strips(view: TimelineView) -> dict[str, TrackStrip]:
    return {s.track: s for s in view.findChildren(TrackStrip) if not s.isHidden()}


def asked_for(stub: StubBackend, key: str) -> bool:
    return any(key in order.keys for order in stub.of(messages.ShowPeaks))


def press(qtbot: QtBot, button: QToolButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_each_track_of_ours_has_its_controls(view: TimelineView, qtbot: QtBot):
    qtbot.waitUntil(lambda: {"speech", "audio"} <= set(strips(view)))
    names = {s.mute.accessibleName() for s in strips(view).values()}
    assert {"Mute Speech", "Mute Audio"} <= names


def test_mute_and_solo_are_ways_of_listening(
    view: TimelineView, context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    qtbot.waitUntil(lambda: "speech" in strips(view))
    tracks = ("speech", "audio", "film")
    press(qtbot, strips(view)["speech"].mute)
    assert context.heard.silent(tracks) == ("speech", "film")
    press(qtbot, strips(view)["speech"].solo)
    assert context.heard.silent(tracks) == ("audio", "film")
    press(qtbot, strips(view)["audio"].solo)
    assert context.heard.silent(tracks) == ("film",)
    assert not stub.of(messages.SetGain)


def test_a_gain_is_decided_once_when_it_has_settled(
    view: TimelineView, stub: StubBackend, qtbot: QtBot
):
    qtbot.waitUntil(lambda: "audio" in strips(view))
    box = strips(view)["audio"].gain
    for value in (-1.0, -2.0, -3.5):
        box.setValue(value)
    qtbot.waitUntil(lambda: bool(stub.of(messages.SetGain)))
    [order] = stub.of(messages.SetGain)
    assert (order.track, order.gain_db) == ("audio", -3.5)


def test_a_gain_is_dragged_and_decided_when_it_is_let_go(
    view: TimelineView, stub: StubBackend, qtbot: QtBot
):
    qtbot.waitUntil(lambda: "audio" in strips(view))
    strip = strips(view)["audio"]
    field, middle = strip.gain.lineEdit(), strip.gain.lineEdit().rect().center()
    qtbot.mousePress(field, Qt.MouseButton.LeftButton, pos=middle)
    for way in (-20, -45):
        qtbot.mouseMove(field, middle + QPoint(way, 0))
    assert (strip.gain.value(), strip._settled.isActive()) == (-4.5, False)
    stub.publish(messages.PlanUpdated())  # shows no other gain meanwhile
    qtbot.mouseRelease(field, Qt.MouseButton.LeftButton, pos=middle + QPoint(-45, 0))
    qtbot.waitUntil(lambda: bool(stub.of(messages.SetGain)))
    assert [order.gain_db for order in stub.of(messages.SetGain)] == [-4.5]
    qtbot.mouseDClick(field, Qt.MouseButton.LeftButton, pos=middle)
    assert strip.gain.value() == 0.0


def test_a_click_types_a_gain_and_return_gives_the_keys_back_to_the_timeline(
    view: TimelineView, stub: StubBackend, qtbot: QtBot
):
    qtbot.waitUntil(lambda: "audio" in strips(view))
    box = strips(view)["audio"].gain
    view.window().activateWindow()
    qtbot.waitUntil(view.window().isActiveWindow)
    qtbot.mouseClick(box.lineEdit(), Qt.MouseButton.LeftButton)
    assert box.hasFocus()
    qtbot.keyClicks(box, "-3")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert view.hasFocus()
    qtbot.waitUntil(lambda: bool(stub.of(messages.SetGain)))
    assert stub.of(messages.SetGain)[0].gain_db == -3.0


def test_a_gain_that_was_undone_is_shown(view: TimelineView, stub: StubBackend, qtbot: QtBot):
    qtbot.waitUntil(lambda: "audio" in strips(view))
    stub.publish(messages.PlanUpdated(gains={"audio": -4.0}))
    assert strips(view)["audio"].gain.value() == -4.0
    stub.publish(messages.PlanUpdated())
    assert strips(view)["audio"].gain.value() == 0.0
    assert not stub.of(messages.SetGain)


def test_the_films_own_sound_has_a_row_once_there_is_any(
    view: TimelineView, context: PanelContext, stub: StubBackend, qtbot: QtBot, tmp_path: Path
):
    stub.publish(messages.OwnSounds(()))
    qtbot.waitUntil(lambda: asked_for(stub, messages.FILM_KEY + SHOTS[0]))
    assert view._rows.film is None
    path = tmp_path / "own.peaks"
    path.write_bytes(bytes([200, 56] * 64))
    stub.publish(messages.PeaksMade(messages.FILM_KEY + SHOTS[0], str(path)))
    qtbot.waitUntil(lambda: view._rows.film is not None)
    assert len(view._rows.film) == len(view._rows.shots)
    qtbot.waitUntil(lambda: "film" in strips(view))
    film = strips(view)["film"]
    assert film.mute.isChecked()  # it is heard when one asks for it
    press(qtbot, film.mute)
    assert context.heard.silent(("speech", "film")) == ()


def test_sound_tracks_of_the_timeline_have_controls_and_waveforms(
    view: TimelineView, context: PanelContext, stub: StubBackend, qtbot: QtBot
):
    stub.film_sounds = True
    stub.publish(messages.OwnSounds((1,)))
    clip = context.state.clips[1][0]
    qtbot.waitUntil(lambda: asked_for(stub, f"film:1@{clip.start}"))
    qtbot.waitUntil(lambda: f"film:1@{clip.start}" in view._media._waveforms)
    assert view._rows.film is None
    assert context.state.own_sounds == ("film 1",)
    strip = strips(view)["film 1"]
    assert strip.mute.accessibleName() == "Mute A1 Dialogue"
    assert strip.mute.isChecked()
    context.heard.hear_original(True)
    assert context.heard.silent(("speech", "film 1")) == ("speech",)
    view.grab()


def test_waveforms_grow_and_shrink(view: TimelineView, context: PanelContext, qtbot: QtBot):
    context.actions["waves_larger"].trigger()
    context.actions["waves_larger"].trigger()
    assert view._wave_zoom == 4.0
    for _ in range(5):
        context.actions["waves_smaller"].trigger()
    assert view._wave_zoom == 1.0
