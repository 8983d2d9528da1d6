"""Keys and menus on lines: which orders they give, and what they refuse."""

from __future__ import annotations

import dataclasses

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.line_commands import LineCommands
from deepaudio_ui.state.cue_edits import CueEdits

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, StubBackend

FIRST, SECOND = LINES[0], LINES[1]  # the second: 300 to 360


@pytest.fixture
def commands(demo: PanelContext, stub: StubBackend) -> LineCommands:
    """Commands on the demo, with a backend that answers only when the test does."""
    stub.silent = True
    edits = CueEdits(demo.link, demo.state, demo.state)
    return LineCommands(demo, edits, demo.state)


@pytest.fixture
def told(demo: PanelContext) -> list[str]:
    """The sentences of the message bar."""
    said: list[str] = []
    demo.notices.posted.connect(lambda notice: said.append(notice.sentence))
    return said


def span(stub: StubBackend) -> tuple[str, int | None, int | None]:
    """The line and the times of the last edit."""
    order = stub.of(messages.EditLine)[-1]
    return order.ref, order.start, order.frames


@pytest.mark.parametrize(
    ("action", "start", "frames"),
    [
        ("line_earlier", 299, 60),
        ("line_later_10", 310, 60),
        ("in_later", 301, 59),
        ("in_earlier_10", 290, 70),
        ("out_earlier", 300, 59),
        ("out_later_10", 300, 70),
    ],
)
def test_keys_move_a_line_its_beginning_and_its_end(
    commands: LineCommands, demo: PanelContext, stub: StubBackend, action, start, frames
):
    demo.selection.select([SECOND])
    demo.actions[action].trigger()
    assert span(stub) == (SECOND, start, frames)


def test_moves_add_up_before_the_backend_has_answered(
    commands: LineCommands, demo: PanelContext, stub: StubBackend
):
    demo.selection.select([SECOND])
    for _ in range(3):
        demo.actions["line_later"].trigger()
    assert span(stub) == (SECOND, 303, 60)


def test_a_line_is_never_moved_before_the_timeline_nor_to_nothing(
    commands: LineCommands, demo: PanelContext, stub: StubBackend, told: list[str]
):
    demo.selection.select([SECOND])
    commands.nudge(-5000, -5000)
    assert span(stub) == (SECOND, 0, 60)
    commands.nudge(-1, -1)
    assert told == ["The line cannot go further."]
    commands.nudge(0, -5000)
    assert span(stub) == (SECOND, 0, 1)
    commands.nudge(5000, 0)
    assert len(stub.of(messages.EditLine)) == 2


def test_several_lines_move_in_one_step_and_keep_their_distances(
    commands: LineCommands, demo: PanelContext, stub: StubBackend
):
    first, second = (demo.state.cues.get(ref) for ref in (FIRST, SECOND))
    demo.selection.select([FIRST, SECOND])
    commands.nudge(-5000, -5000)
    [order] = stub.of(messages.EditLines)
    assert [edit.start for edit in order.edits] == [0, second.start - first.start]


def test_in_and_out_go_to_the_playhead_and_not_past_each_other(
    commands: LineCommands, demo: PanelContext, stub: StubBackend, told: list[str]
):
    demo.selection.select([SECOND])
    demo.playhead.move(320)
    demo.actions["set_line_in"].trigger()
    assert span(stub) == (SECOND, 320, 40)
    demo.playhead.move(340)
    demo.actions["set_line_out"].trigger()
    assert span(stub) == (SECOND, 320, 20)
    demo.playhead.move(300)
    demo.actions["set_line_out"].trigger()
    demo.playhead.move(500)
    demo.actions["set_line_in"].trigger()
    assert len(told) == len(stub.of(messages.EditLine)) == 2


def test_the_line_under_the_playhead_is_split_where_nothing_is_selected(
    commands: LineCommands, demo: PanelContext, stub: StubBackend, told: list[str]
):
    demo.playhead.move(330)
    commands.split()
    assert (stub.orders[-1].ref, stub.orders[-1].at) == (SECOND, 330)
    demo.playhead.move(0)
    commands.split()
    assert told == ["No line is under the playhead."]


def test_a_split_at_the_caret_needs_words_on_both_sides(
    commands: LineCommands, stub: StubBackend, told: list[str]
):
    commands.split_words(SECOND, "There", " is the fog.")
    assert stub.orders[-1].before == "There"
    for before, after in (("There is the fog.", " "), ("There is the fog", ".")):
        commands.split_words(SECOND, before, after)
    assert len(stub.of(messages.SplitLine)) == 1
    assert len(told) == 2


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("There", ", in the fog.", ("There,", " in the fog.")),
        ("Wait", "... what?", ("Wait...", " what?")),
        ("It is 3", ".5 miles.", ("It is 3", ".5 miles.")),
    ],
)
def test_a_comma_at_the_caret_stays_with_the_word_before_it(
    commands: LineCommands, stub: StubBackend, before: str, after: str, parts: tuple[str, str]
):
    commands.split_words(SECOND, before, after)
    assert (stub.orders[-1].before, stub.orders[-1].after) == parts


def test_joining_with_the_next_asks_whose_it_becomes_where_they_are_of_two(
    commands: LineCommands, demo: PanelContext, stub: StubBackend
):
    asked: list[tuple[object, object]] = []
    commands.speaker_needed.connect(lambda refs, names: asked.append((refs, names)))
    demo.selection.select([FIRST])
    names = [demo.state.cues.get(ref).speaker for ref in (FIRST, SECOND)]
    demo.actions["merge_lines"].trigger()
    assert names[0] != names[1]
    assert asked == [((FIRST, SECOND), names)]
    assert stub.of(messages.MergeLines) == []
    commands.join((FIRST, SECOND), names[1])
    assert stub.of(messages.MergeLines)[0].speaker == names[1]


def test_there_is_nothing_to_join_with_the_last_line(
    commands: LineCommands, demo: PanelContext, stub: StubBackend, told: list[str]
):
    last = [cue for cue in demo.state.cues.all() if cue.kind == "line"][-1]
    demo.selection.select([last.ref])
    commands.merge()
    assert told == ["There is no next line to join."]


def test_a_new_line_is_of_the_current_speaker_and_selected_when_it_is_there(
    commands: LineCommands, demo: PanelContext, stub: StubBackend
):
    blank: list[str] = []
    commands.blank_made.connect(blank.append)
    demo.selection.select([FIRST])
    demo.playhead.move(700)
    demo.actions["add_line"].trigger()
    speaker = demo.state.cues.get(FIRST).speaker
    assert (stub.orders[-1].start, stub.orders[-1].speaker) == (700, speaker)
    made = dataclasses.replace(demo.state.cues.get(FIRST), ref="cue:added:1", text="", added=True)
    stub.publish(messages.Cues((made,)), messages.LinesMade(("cue:added:1",)))
    assert demo.selection.refs == ("cue:added:1",)
    assert blank == ["cue:added:1"]


def test_deleting_and_copying_take_the_lines_of_a_selection_and_nothing_else(
    commands: LineCommands, demo: PanelContext, stub: StubBackend
):
    shot = demo.state.shots.all()[0].ref
    demo.selection.select([shot])
    demo.actions["delete_lines"].trigger()
    assert stub.of(messages.DeleteLines) == []
    demo.selection.select([shot, FIRST, SECOND])
    demo.actions["delete_lines"].trigger()
    demo.actions["duplicate_lines"].trigger()
    assert stub.of(messages.DeleteLines)[0].refs == (FIRST, SECOND)
    assert stub.of(messages.DuplicateLines)[0].refs == (FIRST, SECOND)


def test_nothing_is_ordered_of_a_timeline_that_is_open_for_looking(
    commands: LineCommands, demo: PanelContext, stub: StubBackend, told: list[str]
):
    demo.state.head = dataclasses.replace(demo.state.head, read_only=True)
    demo.selection.select([FIRST, SECOND])
    before = len(stub.orders)
    for order in (commands.add, commands.merge, commands.delete, lambda: commands.nudge(1, 1)):
        order()
    assert len(stub.orders) == before
    assert set(told) == {"Nothing can be edited: decisions are read-only."}
