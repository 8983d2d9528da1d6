import dataclasses

import pytest
from deepaudio_ui.theme.colours import colours_for
from deepaudio_ui.timeline.descriptions import tooltip
from deepaudio_ui.timeline.view import TimelineView
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPalette, QWheelEvent
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


def painted(view):
    """The viewport with all strips as they are now: one painting has only a few milliseconds."""
    image = view.viewport().grab().toImage()
    for _ in range(200):
        if not view.is_stale:
            break
        image = view.viewport().grab().toImage()
    return image


def colours_in(view, ref, kind):
    """Every colour in the rectangle of an item."""
    placed = next(p for p in view._hit_tester.placed if p.row.kind == kind and ref in p.row)
    item = placed.row.get(ref)
    left, right = (
        view.scale.x(f) - view.position.left for f in (item.start, item.start + item.frames)
    )
    image = painted(view)
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


def edge_of(view, ref, end):
    """A point on the first or last pixels of a line."""
    at = point_of(view, ref, "cues")
    item = next(p.row for p in view._hit_tester.placed if ref in p.row).get(ref)
    frame = item.start + (item.frames if end else 0)
    return QPoint(view.scale.x(frame) - view.position.left + (-2 if end else 2), at.y())


def drag(qtbot, view, start, way, modifiers=Qt.KeyboardModifier.NoModifier):
    viewport, left = view.viewport(), Qt.MouseButton.LeftButton
    qtbot.mousePress(viewport, left, modifiers, start)
    for part in (0.5, 1.0):
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(start + way * part),
            QPointF(viewport.mapToGlobal(start + way * part)), Qt.MouseButton.NoButton, left,
            modifiers,
        )  # fmt: skip
        QApplication.sendEvent(viewport, event)
    qtbot.mouseRelease(viewport, left, modifiers, start + way)


ALT = Qt.KeyboardModifier.AltModifier


@pytest.mark.parametrize(("edge", "moved"), [("in", (1, -1)), ("out", (0, 1)), ("whole", (1, 0))])
def test_a_line_and_its_edges_are_dragged(view, demo, qtbot, edge, moved):
    dropped = []
    view.lines_dragged.connect(dropped.append)
    view.position.zoom_to(250, 420)
    cue = demo.state.cues.get(LINES[1])
    start = point_of(view, LINES[1], "cues")
    if edge != "whole":
        start = edge_of(view, LINES[1], edge == "out")
    drag(qtbot, view, start, QPoint(round(17 * view.scale.per_frame), 0), ALT)
    assert dropped == [{LINES[1]: (cue.start + 17 * moved[0], cue.frames + 17 * moved[1])}]
    assert view.held.ghost is not None  # until the backend has it
    demo.state.handle(messages.Cues((dataclasses.replace(cue, start=cue.start + 17),)))
    assert view.held.ghost is None


def test_an_edge_snaps_to_the_playhead_and_alt_lets_it_go_free(view, demo, qtbot):
    dropped = []
    view.lines_dragged.connect(dropped.append)
    view.position.zoom_to(250, 420)
    demo.playhead.move(380)
    cue = demo.state.cues.get(LINES[1])
    end = cue.start + cue.frames
    near = QPoint(view.scale.x(380) - view.scale.x(end) - 4, 0)
    drag(qtbot, view, edge_of(view, LINES[1], True), near)
    drag(qtbot, view, edge_of(view, LINES[1], True), near, ALT)
    frames = [spans[LINES[1]][1] for spans in dropped]
    assert frames[0] == 380 - cue.start
    assert frames[1] < frames[0]


def test_a_line_snaps_to_a_shot(view, demo, qtbot):
    dropped = []
    view.lines_dragged.connect(dropped.append)
    view.position.zoom_to(200, 480)
    cue = demo.state.cues.get(LINES[1])
    cut = next(s.start for s in demo.state.shots.all() if s.start > cue.start)
    way = view.scale.x(cut) - view.scale.x(cue.start)
    drag(qtbot, view, point_of(view, LINES[1], "cues"), QPoint(way + 3, 0))
    assert dropped == [{LINES[1]: (cut, cue.frames)}]


def test_an_edge_snaps_to_where_the_voice_begins(view, demo, qtbot):
    dropped = []
    view.lines_dragged.connect(dropped.append)
    view.position.zoom_to(280, 390)
    job, cue = demo.state.jobs.get(LINES[1]), demo.state.cues.get(LINES[1])
    takes = tuple(dataclasses.replace(t, chosen=True, speech_start_s=0.25) for t in job.takes[:1])
    demo.state.handle(messages.Jobs((dataclasses.replace(job, takes=takes),)))
    view._updater.flush()
    way = view.scale.x(cue.start + 6) - view.scale.x(cue.start)
    drag(qtbot, view, edge_of(view, LINES[1], False), QPoint(way + 3, 0))
    assert dropped == [{LINES[1]: (cue.start + 6, cue.frames - 6)}]


def test_selected_lines_are_dragged_together_and_never_before_the_timeline(view, demo, qtbot):
    dropped = []
    view.lines_dragged.connect(dropped.append)
    demo.selection.select([LINES[0], LINES[1]])
    first, second = (demo.state.cues.get(ref) for ref in LINES[:2])
    drag(qtbot, view, point_of(view, LINES[1], "cues"), QPoint(-3000, 0), ALT)
    assert dropped == [
        {LINES[0]: (0, first.frames), LINES[1]: (second.start - first.start, second.frames)}
    ]
    assert demo.selection.refs == (LINES[0], LINES[1])


def test_a_click_on_one_of_several_selects_it_alone(view, demo, qtbot):
    demo.selection.select([LINES[0], LINES[1]])
    click(qtbot, view, point_of(view, LINES[1], "cues"))
    assert demo.selection.refs == (LINES[1],)


def test_an_edge_is_never_dragged_to_nothing(view, demo, qtbot):
    dropped = []
    view.lines_dragged.connect(dropped.append)
    view.position.zoom_to(250, 420)
    cue = demo.state.cues.get(LINES[1])
    drag(qtbot, view, edge_of(view, LINES[1], True), QPoint(-4000, 0), ALT)
    assert dropped == [{LINES[1]: (cue.start, 1)}]


def test_escape_gives_up_a_drag(view, demo, qtbot):
    dropped = []
    view.lines_dragged.connect(dropped.append)
    viewport, left = view.viewport(), Qt.MouseButton.LeftButton
    at = point_of(view, LINES[1], "cues")
    qtbot.mousePress(viewport, left, pos=at)
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at + QPoint(60, 0)),
        QPointF(viewport.mapToGlobal(at + QPoint(60, 0))), Qt.MouseButton.NoButton, left,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)
    assert view.held.ghost is not None
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.mouseRelease(viewport, left, pos=at + QPoint(60, 0))
    assert (view.held.ghost, dropped) == (None, [])


def test_nothing_is_dragged_on_a_timeline_that_is_open_for_looking(view, demo, qtbot):
    dropped = []
    view.lines_dragged.connect(dropped.append)
    demo.state.head = dataclasses.replace(demo.state.head, read_only=True)
    drag(qtbot, view, point_of(view, LINES[1], "cues"), QPoint(60, 0), ALT)
    assert dropped == []


def test_what_runs_on_into_free_room_is_hatched(view, demo, qtbot):
    view.position.zoom_to(250, 420)
    cue = demo.state.cues.get(LINES[1])
    placed = next(p for p in view._hit_tester.placed if p.row.kind == "cues" and LINES[1] in p.row)
    x = view.scale.x(cue.start + cue.frames + 12) - view.position.left
    behind = QRect(x, placed.top + 4, 40, placed.height - 8)
    before = view.viewport().grab(behind).toImage()
    demo.state.handle(messages.Cues((dataclasses.replace(cue, runs_on=40),)))
    qtbot.waitUntil(lambda: not view.is_stale)
    assert view.viewport().grab(behind).toImage() != before
