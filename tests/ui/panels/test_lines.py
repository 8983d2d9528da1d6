"""The lines' room, driven as a person does."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.lines import LinesPanel
from deepaudio_ui.panels.lines_delegates import _laid_out
from deepaudio_ui.panels.lines_editor import LineEditor
from deepaudio_ui.panels.lines_fonts import FontCheck
from deepaudio_ui.panels.lines_menu import LinesMenu
from deepaudio_ui.state.cue_model import Column
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.counting import calls
from tests.helpers.studio_stub import LINES, SHOTS, SOUNDS, StubStudio, big_facts

Key = Qt.Key


@pytest.fixture
def room(demo: PanelContext, qtbot: QtBot) -> Iterator[LinesPanel]:
    made = LinesPanel(demo)
    qtbot.addWidget(made)
    demo.actions.install(made)
    made.resize(1100, 500)
    made.show()
    made.model.flush()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.table.setFocus()
    yield made
    made.hide()


def cell(room: LinesPanel, ref: str, column: Column) -> QPoint:
    index = room.lines.index(room.lines.row_of(ref), column)
    return room.table.visualRect(index).center()


def click(room: LinesPanel, qtbot: QtBot, ref: str, column: Column = Column.TEXT, *, keys=None):
    qtbot.mouseClick(
        room.table.viewport(),
        Qt.MouseButton.LeftButton,
        keys or Qt.KeyboardModifier.NoModifier,
        cell(room, ref, column),
    )


def double_click(room: LinesPanel, qtbot: QtBot, ref: str, column: Column):
    click(room, qtbot, ref, column)
    qtbot.mouseDClick(room.table.viewport(), Qt.MouseButton.LeftButton, pos=cell(room, ref, column))


def editor(room: LinesPanel) -> LineEditor:
    found = [e for e in room.table.findChildren(LineEditor) if not e.property("closed")]
    assert len(found) == 1
    return found[0]


def begin(room: LinesPanel, qtbot: QtBot, ref: str) -> LineEditor:
    room.context.selection.select([ref])
    room.context.actions["edit_line"].trigger()
    field = editor(room)
    assert field.hasFocus() or QApplication.focusWidget() is None
    return field


def shown(room: LinesPanel, ref: str, column: Column = Column.TEXT) -> str:
    return room.lines.index(room.lines.row_of(ref), column).data()


def test_a_click_selects_for_everybody(room: LinesPanel, qtbot: QtBot):
    click(room, qtbot, LINES[1])
    assert room.context.selection.refs == (LINES[1],)
    click(room, qtbot, LINES[3], keys=Qt.KeyboardModifier.ControlModifier)
    assert set(room.context.selection.refs) == {LINES[1], LINES[3]}
    assert room.context.selection.current == LINES[3]


def test_what_is_selected_elsewhere_is_selected_here(room: LinesPanel, qtbot: QtBot):
    told = []
    room.context.selection.changed.connect(lambda: told.append(room.context.selection.refs))
    room.context.selection.select([SHOTS[0], LINES[2], LINES[4]])
    assert room.selected() == [LINES[2], LINES[4]]
    assert told == [(SHOTS[0], LINES[2], LINES[4])]  # nobody answered
    room.context.selection.select([SHOTS[1]])
    assert room.selected() == []
    assert room.context.selection.refs == (SHOTS[1],)


def test_arrows_go_from_line_to_line(room: LinesPanel, qtbot: QtBot):
    room.context.selection.select([LINES[0]])
    qtbot.keyClick(room.table, Key.Key_Down)
    assert room.context.selection.refs == (LINES[1],)
    qtbot.keyClick(room.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert room.context.selection.refs == (LINES[1], LINES[2])
    qtbot.keyClick(room.table, Key.Key_Up)
    assert room.context.selection.refs == (LINES[1],)


def test_enter_keeps_what_is_typed(room: LinesPanel, qtbot: QtBot, stub: StubStudio):
    field = begin(room, qtbot, LINES[5])
    field.selectAll()
    qtbot.keyClicks(field, "Look there")
    qtbot.keyClick(field, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "now")
    qtbot.keyClick(field, Key.Key_Return)
    orders = stub.of(messages.EditLine)
    assert [(o.ref, o.text, o.speaker) for o in orders] == [(LINES[5], "Look there\nnow", None)]
    assert shown(room, LINES[5]) == "Look there now"


def test_escape_keeps_what_was(room: LinesPanel, qtbot: QtBot, stub: StubStudio):
    field = begin(room, qtbot, LINES[5])
    qtbot.keyClicks(field, "xyz")
    qtbot.keyClick(field, Key.Key_Escape)
    assert stub.of(messages.EditLine) == []
    assert shown(room, LINES[5]) == "Look."
    assert shown(room, LINES[5], Column.CPS) == "5.0"  # no longer that of what was typed


def test_tab_goes_on_to_the_next_lines_words(room: LinesPanel, qtbot: QtBot, stub: StubStudio):
    field = begin(room, qtbot, LINES[0])
    qtbot.keyClicks(field, " Yes.")
    qtbot.keyClick(field, Key.Key_Tab)
    field = editor(room)
    assert field.toPlainText() == "It always stops in the fog."
    qtbot.keyClicks(field, " No.")
    qtbot.keyClick(field, Key.Key_Backtab)
    assert editor(room).toPlainText().endswith("stopped. Yes.")
    assert [o.ref for o in stub.of(messages.EditLine)] == [LINES[0], LINES[1]]
    assert room.context.selection.refs == (LINES[0],)


def test_facts_do_not_overwrite_what_is_being_typed(
    room: LinesPanel, qtbot: QtBot, stub: StubStudio
):
    field = begin(room, qtbot, LINES[5])
    qtbot.keyClicks(field, " There.")
    cue = room.context.state.cues.get(LINES[5])
    stub.tell(messages.Cues((dataclasses.replace(cue, text="Something else."),)))
    stub.tell(messages.Removed(cues=(LINES[0],)))
    room.model.flush()
    assert editor(room).toPlainText() == "Look. There."
    qtbot.keyClick(field, Key.Key_Return)
    assert stub.of(messages.EditLine)[0].text == "Look. There."


def test_speed_follows_the_typing(room: LinesPanel, qtbot: QtBot):
    field = begin(room, qtbot, LINES[5])
    qtbot.keyClicks(field, " Look. Look.")
    assert shown(room, LINES[5], Column.CPS) == "17.0"


def test_ctrl_enter_keeps_what_is_typed_and_then_generates(
    room: LinesPanel, qtbot: QtBot, stub: StubStudio
):
    seen = []
    room.context.actions["generate"].triggered.connect(
        lambda: seen.append([o.text for o in stub.of(messages.EditLine)])
    )
    field = begin(room, qtbot, LINES[5])
    qtbot.keyClicks(field, " There.")
    qtbot.keyClick(field, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stub.of(messages.EditLine)[0].text == "Look. There."
    assert seen == [["Look. There."]]


def test_clicking_elsewhere_keeps_what_is_typed(room: LinesPanel, qtbot: QtBot, stub: StubStudio):
    field = begin(room, qtbot, LINES[5])
    qtbot.keyClicks(field, " There.")
    room.bar.search.setFocus()
    qtbot.waitUntil(lambda: len(stub.of(messages.EditLine)) == 1)


def test_what_is_typed_when_the_studio_dies_is_kept(
    room: LinesPanel, qtbot: QtBot, stub: StubStudio
):
    field = begin(room, qtbot, LINES[5])
    qtbot.keyClicks(field, " There.")
    stub.die()
    assert shown(room, LINES[5]) == "Look. There."


def test_a_refusal_is_told_and_the_words_are_back(room: LinesPanel, qtbot: QtBot, stub: StubStudio):
    stub.refuse(messages.EditLine, "output", "The disk is full.", "Free some space.")
    field = begin(room, qtbot, LINES[5])
    qtbot.keyClicks(field, " There.")
    with qtbot.waitSignal(room.context.notices.told) as told:
        qtbot.keyClick(field, Key.Key_Return)
    assert told.args[0].sentence == "The disk is full."
    assert shown(room, LINES[5]) == "Look."


def test_a_speaker_is_chosen_or_typed(room: LinesPanel, qtbot: QtBot, stub: StubStudio):
    double_click(room, qtbot, LINES[5], Column.SPEAKER)
    combo = room.table.findChild(QComboBox)
    assert [combo.itemText(n) for n in range(combo.count())] == ["", "ANNA", "BEN"]
    combo.setEditText("MARA")
    qtbot.keyClick(combo, Key.Key_Return)
    qtbot.waitUntil(lambda: len(stub.of(messages.EditLine)) == 1)
    order = stub.of(messages.EditLine)[0]
    assert (order.speaker, order.text) == ("MARA", None)


def test_double_click_on_a_time_moves_the_playhead(room: LinesPanel, qtbot: QtBot):
    double_click(room, qtbot, LINES[1], Column.IN)
    assert room.context.playhead.frame == 300
    double_click(room, qtbot, LINES[1], Column.OUT)
    assert room.context.playhead.frame == 360


def test_m_mutes_and_speaks_again(room: LinesPanel, qtbot: QtBot, stub: StubStudio):
    room.context.selection.select([LINES[0], LINES[1]])
    room._mute.trigger()
    assert [(o.ref, o.muted) for o in stub.of(messages.EditLine)] == [
        (LINES[0], True),
        (LINES[1], True),
    ]
    room._mute.trigger()
    assert [o.muted for o in stub.of(messages.EditLine)[2:]] == [False, False]


def test_menu_takes_edits_back_and_copies(room: LinesPanel, qtbot: QtBot, stub: StubStudio):
    cue = room.context.state.cues.get(LINES[5])
    stub.tell(messages.Cues((dataclasses.replace(cue, text="There."),)))
    room.context.selection.select([LINES[5]])
    menu = LinesMenu(room.context, room._selected_cues(), room)
    entries = {action.text(): action for action in menu.actions()}
    entries["Copy text"].trigger()
    assert QGuiApplication.clipboard().text() == "There."
    entries["Go to its beginning"].trigger()
    assert room.context.playhead.frame == 1100
    room.undo(room._selected_cues())
    order = stub.of(messages.EditLine)[0]
    assert (order.text, order.speaker) == ("Look.", None)  # the speaker is what it was


def test_find_lists_what_matches_and_escape_lists_all(room: LinesPanel, qtbot: QtBot):
    room.context.actions["find"].trigger()
    qtbot.keyClicks(room.bar.search, "fog")
    qtbot.waitUntil(lambda: room.lines.rowCount() == 1)
    assert shown(room, LINES[1]).endswith("fog.")
    qtbot.keyClick(room.bar.search, Key.Key_Escape)
    qtbot.waitUntil(lambda: room.lines.rowCount() == 8)


def test_no_match_offers_all_lines(room: LinesPanel, qtbot: QtBot):
    qtbot.keyClicks(room.bar.search, "xyzzy")
    qtbot.waitUntil(room._empty.isVisible)
    qtbot.mouseClick(room._empty.button, Qt.MouseButton.LeftButton)
    assert room.lines.rowCount() == 8
    assert room.table.isVisible()


def test_chips_list_kinds_and_the_selection_stays(room: LinesPanel, qtbot: QtBot):
    room.context.selection.select([LINES[0]])
    qtbot.mouseClick(room.bar._chips["sounds"], Qt.MouseButton.LeftButton)
    assert [room.lines.ref_at(n) for n in range(room.lines.rowCount())] == list(SOUNDS)
    assert room.context.selection.refs == (LINES[0],)
    qtbot.mouseClick(room.bar._chips["all"], Qt.MouseButton.LeftButton)
    assert room.selected() == [LINES[0]]


def test_problems_first(room: LinesPanel, qtbot: QtBot):
    qtbot.mouseClick(room.bar.first, Qt.MouseButton.LeftButton)
    assert {room.lines.ref_at(0), room.lines.ref_at(1)} == {LINES[2], LINES[4]}


def test_without_lines_subtitles_are_offered(context: PanelContext, qtbot: QtBot, stub: StubStudio):
    room = LinesPanel(context)
    qtbot.addWidget(room)
    room.show()
    stub.tell(next(iter(big_facts(1))), messages.Loaded(0.1))
    room.model.flush()
    with qtbot.waitSignal(context.actions["add_subtitles"].triggered):
        qtbot.mouseClick(room._empty.button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (320, {Column.STATE, Column.SPEAKER, Column.TEXT}),
        (1400, set(Column)),
    ],
)
def test_columns_are_those_that_there_is_room_for(
    room: LinesPanel, qtbot: QtBot, width: int, columns: set[Column]
):
    room.resize(width, 400)
    qtbot.waitUntil(lambda: room.table.width() == width)
    assert {c for c in Column if not room.table.isColumnHidden(c)} == columns
    assert room.table.columnWidth(Column.TEXT) > 100
    assert room.minimumSizeHint().width() <= 320


def test_a_script_without_a_font_is_told_once():
    check, metrics = FontCheck(), QFontMetrics(QFont())
    if QFontDatabase.families(QFontDatabase.WritingSystem.Thai):
        pytest.skip("this machine has a Thai font")
    assert check.missing(["สวัสดี", "hello 👋"], metrics) == ("Thai",)
    assert check.missing(["ครับ"], metrics) == ()


def test_long_words_are_cut_after_their_rows(qapp: QApplication):
    layout, over = _laid_out("😀 one two three four five six seven", QFont(), 90, 2)
    assert layout.lineCount() == 2
    assert over.endswith("seven")
    assert "one" not in over
    assert _laid_out("one", QFont(), 90, 2)[1] == ""


class Cost:
    """Calls to show so many lines: of a frame, and of each step that goes through all of them."""

    def __init__(self, context: PanelContext, qtbot: QtBot, stub: StubStudio, lines: int) -> None:
        panel = LinesPanel(context)
        qtbot.addWidget(panel)
        panel.resize(1200, 700)
        panel.show()
        for fact in big_facts(lines, takes=False):
            stub.tell(fact)
        panel.model.flush()
        bar = panel.table.verticalScrollBar()

        def frame(n: int) -> None:
            bar.setValue(bar.maximum() * n // 10)
            panel.table.viewport().grab()  # the whole table painted anew

        self.frame = max(calls(lambda n=n: frame(n)) for n in range(10))
        self.steps = [
            calls(step)
            for step in (
                lambda: panel._on_words_changed("line 99"),
                lambda: panel._on_words_changed(""),
                lambda: panel._on_kind_changed("problems"),
                lambda: panel.model.set_problems_first(True),
                panel.table.selectAll,
                QApplication.processEvents,
            )
        ]
        panel.close()


@pytest.mark.slow
def test_a_frame_costs_the_same_however_many_lines_there_are(
    context: PanelContext, qtbot: QtBot, stub: StubStudio
):
    few, many = (Cost(context, qtbot, stub, n) for n in (500, 5_000))
    assert many.frame < 2 * few.frame
    for step_of_few, step_of_many in zip(few.steps, many.steps, strict=True):
        assert step_of_many < 20 * (step_of_few + 100)  # they are sorted, too
