import dataclasses

import pytest
from deepaudio_ui.theme.colours import colours_for
from deepaudio_ui.timeline.descriptions import tooltip
from deepaudio_ui.timeline.view import TimelineView
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolButton

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, SHOTS, big_facts, demo_facts, opened


def point_of(view, ref, kind, at=0.5):
    """A point of the viewport in an item's row."""
    placed = next(p for p in view._hit_tester.placed if p.row.kind == kind and ref in p.row)
    item = placed.row.get(ref)
    x = view.scale.x(item.start + int(item.frames * at)) - view.position.left
    return QPoint(x, placed.top + placed.height // 2 - view.position.top)


def click(qtbot, view, point, modifiers=Qt.KeyboardModifier.NoModifier):
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifiers, point)


def turn(view, point, angle, modifiers=Qt.KeyboardModifier.NoModifier):
    event = QWheelEvent(
        QPointF(point), QPointF(view.viewport().mapToGlobal(point)), QPoint(), QPoint(0, angle),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def colours_in(view, ref, kind):
    """Every colour in the rectangle of an item."""
    placed = next(p for p in view._hit_tester.placed if p.row.kind == kind and ref in p.row)
    item = placed.row.get(ref)
    left, right = (
        view.scale.x(f) - view.position.left for f in (item.start, item.start + item.frames)
    )
    image = view.viewport().grab().toImage()
    return {
        image.pixelColor(x, y).name()
        for x in range(left, max(left + 1, right))
        for y in range(placed.top, placed.bottom)
    }


def test_a_click_on_a_line_selects_its_job(view, demo, qtbot):
    click(qtbot, view, point_of(view, LINES[1], "cues"))
    assert demo.selection.refs == (LINES[1],)
    assert demo.selection.current == LINES[1]


def test_ctrl_adds_and_takes_away(view, demo, qtbot):
    ctrl = Qt.KeyboardModifier.ControlModifier
    click(qtbot, view, point_of(view, SHOTS[0], "shots"))
    click(qtbot, view, point_of(view, LINES[0], "speech"), ctrl)
    assert demo.selection.refs == (SHOTS[0], LINES[0])
    click(qtbot, view, point_of(view, SHOTS[0], "audio"), ctrl)
    assert demo.selection.refs == (LINES[0],)


def test_shift_selects_up_to_there(view, demo, qtbot):
    click(qtbot, view, point_of(view, SHOTS[6], "shots"))
    click(qtbot, view, point_of(view, SHOTS[3], "shots"), Qt.KeyboardModifier.ShiftModifier)
    assert set(demo.selection.refs) == set(SHOTS[3:7])
    assert demo.selection.current == SHOTS[3]


def test_a_band_selects_what_it_touches(view, demo, qtbot):
    first, last = (point_of(view, ref, "speech") for ref in (LINES[0], LINES[2]))
    empty = QPoint(first.x() - 60, first.y() - 10)
    viewport, left = view.viewport(), Qt.MouseButton.LeftButton
    qtbot.mousePress(viewport, left, pos=empty)
    qtbot.mouseMove(viewport, last - QPoint(200, 0))
    qtbot.mouseMove(viewport, last)
    qtbot.mouseRelease(viewport, left, pos=last)
    assert demo.selection.refs == LINES[:3]


def test_a_click_beside_everything_selects_nothing(view, demo, qtbot):
    demo.selection.select(LINES)
    at = point_of(view, LINES[0], "speech")
    click(qtbot, view, QPoint(10, at.y()))
    assert demo.selection.refs == ()


def test_a_double_click_wishes_to_play_the_job(view, demo, qtbot):
    with qtbot.waitSignal(view.play_requested) as told:
        at = point_of(view, LINES[0], "speech")
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == [LINES[0]]
    assert demo.playhead.frame == demo.state.jobs.get(LINES[0]).start


def test_dragging_on_the_ruler_moves_the_playhead(view, demo, qtbot):
    ruler, left = view._ruler, Qt.MouseButton.LeftButton
    qtbot.mousePress(ruler, left, pos=QPoint(100, 8))
    assert demo.playhead.frame == view.scale.frame(100)
    qtbot.mouseMove(ruler, QPoint(300, 8))
    assert demo.playhead.frame == view.scale.frame(300)
    qtbot.mouseRelease(ruler, left, pos=QPoint(300, 8))


def test_the_wheel_with_ctrl_zooms_around_the_pointer(view):
    at = QPoint(500, 40)
    held = view.scale.frame(view.position.left + at.x())
    for _ in range(6):
        turn(view, at, 120, Qt.KeyboardModifier.ControlModifier)
    assert view.scale.per_frame > 2
    assert abs(view.scale.frame(view.position.left + at.x()) - held) <= 1


def test_the_wheel_scrolls_sideways_where_there_is_nothing_below(view):
    view.position.zoom_at(0, 4)
    turn(view, QPoint(500, 40), -120)
    assert view.position.left == 100


def test_the_middle_button_pans(view, qtbot):
    view.position.zoom_at(0, 4)
    viewport, middle = view.viewport(), Qt.MouseButton.MiddleButton
    qtbot.mousePress(viewport, middle, pos=QPoint(400, 100))
    qtbot.mouseMove(viewport, QPoint(250, 100))
    qtbot.mouseRelease(viewport, middle, pos=QPoint(250, 100))
    assert view.position.left == 150


def test_actions_move_the_playhead_and_mark(view, demo):
    actions, playhead = demo.actions, demo.playhead
    actions["to_end"].trigger()
    assert playhead.frame == demo.state.frames - 1
    actions["frame_back"].trigger()
    actions["mark_out"].trigger()
    actions["to_start"].trigger()
    actions["frame_on"].trigger()
    actions["mark_in"].trigger()
    assert (playhead.mark_in, playhead.mark_out) == (1, demo.state.frames - 1)
    actions["clear_marks"].trigger()
    assert (playhead.mark_in, playhead.mark_out) == (None, None)


def test_next_and_previous_walk_through_lines_and_through_shots(view, demo):
    demo.actions["next"].trigger()
    assert demo.selection.current == LINES[0]
    demo.actions["next"].trigger()
    assert demo.selection.current == LINES[1]
    assert demo.playhead.frame == demo.state.cues.get(LINES[1]).start
    demo.actions["previous"].trigger()
    assert demo.selection.current == LINES[0]
    demo.selection.select([SHOTS[4]])
    demo.actions["next"].trigger()
    assert demo.selection.refs == (SHOTS[5],)


def test_select_all_selects_every_job(view, demo):
    demo.actions["select_all"].trigger()
    assert set(demo.selection.refs) == {*SHOTS, *LINES}


def test_zooming_to_the_selection_shows_it_whole(view, demo):
    demo.selection.select([SHOTS[7]])
    demo.actions["zoom_selection"].trigger()
    shot = demo.state.shots.get(SHOTS[7])
    left, right = (
        view.scale.x(f) - view.position.left for f in (shot.start, shot.start + shot.frames)
    )
    assert 0 <= left < right <= view.viewport().width()
    assert right - left > view.viewport().width() * 0.8
    demo.actions["zoom_fit"].trigger()
    assert view.horizontalScrollBar().maximum() == 0


def test_the_playhead_stays_in_sight_while_it_moves(view, demo):
    view.position.zoom_at(0, 6)
    for frame in range(0, 900, 7):
        demo.playhead.move(frame)
        assert 0 <= view.scale.x(frame) - view.position.left <= view.viewport().width()


def test_what_is_looked_at_elsewhere_comes_into_sight(view, demo):
    view.position.zoom_at(0, 6)
    demo.selection.select([LINES[5]])
    x = point_of(view, LINES[5], "cues").x()
    assert 0 <= x <= view.viewport().width()


def test_what_is_looked_at_is_said(view, demo):
    demo.selection.select([LINES[2]])
    words = view.accessibleDescription()
    assert "Line 3: ANNA" in words
    assert "01:00:17:12" in words
    assert "too long" in words


@pytest.mark.parametrize(
    ("ref", "colour"), [(SHOTS[6], "failed"), (SHOTS[3], "rendering"), (SHOTS[2], "changed")]
)
def test_states_are_drawn_in_their_colours(view, ref, colour):
    wanted = getattr(colours_for(view.palette()), colour).name()
    assert wanted in colours_in(view, ref, "audio")


def test_a_job_that_becomes_ready_is_drawn_anew(view, demo, stub, qtbot):
    failed = colours_for(view.palette()).failed.name()
    job = demo.state.jobs.get(SHOTS[6])
    assert failed in colours_in(view, job.ref, "audio")
    stub.publish(messages.Jobs((dataclasses.replace(job, state="planned"),)))
    qtbot.waitUntil(lambda: not view.is_stale)
    assert failed not in colours_in(view, job.ref, "audio")


def test_thumbnails_and_waveforms_come_for_what_is_visible(view, stub, qtbot):
    waveform = colours_for(view.palette()).waveform.name()
    qtbot.waitUntil(lambda: waveform in colours_in(view, SHOTS[0], "audio"))
    qtbot.waitUntil(lambda: len(colours_in(view, SHOTS[0], "shots")) > 40)
    asked = [ref for order in stub.of(messages.ShowPictures) for ref in order.refs]
    assert sorted(asked) == sorted(SHOTS[:8])  # the ninth has no picture


def test_the_palette_of_the_host_is_followed(view, qtbot):
    palette = QPalette(view.palette())
    palette.setColor(QPalette.ColorRole.Window, QColor("#202020"))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#f0f0f0"))
    view.setPalette(palette)
    background = colours_for(palette).background.name()
    image = view.viewport().grab().toImage()
    assert image.pixelColor(image.width() - 3, image.height() - 3).name() == background


def test_tracks_fold_away_and_stay_so(view, demo, qtbot):
    button = view.findChild(QToolButton)
    before = len(view._hit_tester.placed)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(view._hit_tester.placed) == before - 3
    other = TimelineView(demo)
    qtbot.addWidget(other)
    other.resize(800, 400)
    qtbot.waitUntil(lambda: not other.is_stale)
    assert len(other._hit_tester.placed) == before - 3


def test_what_is_removed_leaves_the_drawing(view, demo, stub, qtbot):
    at = point_of(view, LINES[0], "speech")
    stub.publish(messages.Removed(cues=LINES[:1], jobs=LINES[:1]))
    click(qtbot, view, at)
    assert demo.selection.refs == ()


def test_closing_and_opening_another_begins_anew(view, demo, stub, qtbot):
    demo.state.close()
    assert view._hit_tester.placed == []
    view.grab()
    stub.publish(*demo_facts())
    qtbot.waitUntil(lambda: not view.is_stale)
    assert len(view._hit_tester.placed) == 9


def test_items_narrower_than_a_pixel_are_drawn_and_outlined_together(context, stub, qtbot):
    view = TimelineView(context)
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    stub.publish(*big_facts(1500))
    qtbot.waitUntil(lambda: not view.is_stale)
    assert (
        view.scale.frame(view.viewport().width()) < context.state.frames
    )  # opens on its beginning
    view.position.fit()
    view.paint_now()
    context.actions["select_all"].trigger()
    gold = colours_for(view.palette()).selection.name()
    assert gold in colours_in(view, "audio:700", "audio")


def test_the_narrowest_panel_still_shows_names_and_time(view, qtbot):
    view.resize(320, 400)
    assert view.viewport().width() >= 230
    assert view._ruler.width() == view.viewport().width()


def test_markup_in_a_line_is_shown_as_it_is_in_a_tooltip(demo):
    cue = dataclasses.replace(demo.state.cues.get(LINES[0]), text="<b>loud & <i>long" * 60)
    words = tooltip(cue, demo.state)
    assert "&lt;b&gt;loud &amp;" in words
    assert len(words) < 1500


def test_lines_without_length_and_after_the_end_are_drawn(view, demo, stub, qtbot):
    view.position.zoom_at(0, 0.9)
    end = demo.state.frames
    late = dataclasses.replace(demo.state.cues.get(LINES[0]), start=end + 2, frames=20)
    short = dataclasses.replace(demo.state.cues.get(LINES[1]), frames=0)
    stub.publish(messages.Cues((late, short)))
    qtbot.waitUntil(lambda: not view.is_stale)
    cue = colours_for(view.palette()).cue.name()
    assert cue in colours_in(view, late.ref, "cues")
    assert cue in colours_in(view, short.ref, "cues")


def test_a_timeline_of_nothing_is_drawn(view, stub):
    stub.publish(opened(0), messages.Loaded(0.0))
    view.paint_now()
    view.position.zoom_at(10, 3)
    view.paint_now()
    assert view.scale.per_frame > 0
