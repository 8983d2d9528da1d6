"""The lines' room, driven as a person does."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.panels.lines import LinesPanel
from deepaudio_ui.panels.lines_editor import LineEditor
from deepaudio_ui.panels.lines_fonts import FontCheck
from deepaudio_ui.panels.lines_menu import LinesMenu
from deepaudio_ui.panels.rows_of_text import laid_out
from deepaudio_ui.state.cue_columns import Column
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QApplication, QComboBox, QInputDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, SHOTS, SOUNDS, StubBackend, big_facts
from tests.helpers.counting import calls

Key = Qt.Key


@pytest.fixture
def panel(demo: PanelContext, qtbot: QtBot) -> Iterator[LinesPanel]:
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


def cell(panel: LinesPanel, ref: str, column: Column) -> QPoint:
    index = panel.lines.index(panel.lines.row_of(ref), column)
    return panel.table.visualRect(index).center()


def click(panel: LinesPanel, qtbot: QtBot, ref: str, column: Column = Column.TEXT, *, keys=None):
    qtbot.mouseClick(
        panel.table.viewport(),
        Qt.MouseButton.LeftButton,
        keys or Qt.KeyboardModifier.NoModifier,
        cell(panel, ref, column),
    )


def double_click(panel: LinesPanel, qtbot: QtBot, ref: str, column: Column):
    click(panel, qtbot, ref, column)
    qtbot.mouseDClick(
        panel.table.viewport(), Qt.MouseButton.LeftButton, pos=cell(panel, ref, column)
    )


def editor(panel: LinesPanel) -> LineEditor:
    found = [e for e in panel.table.findChildren(LineEditor) if e.is_open]
    assert len(found) == 1
    return found[0]


def begin(panel: LinesPanel, qtbot: QtBot, ref: str) -> LineEditor:
    panel.context.selection.select([ref])
    panel.context.actions["edit_line"].trigger()
    field = editor(panel)
    assert field.hasFocus() or QApplication.focusWidget() is None
    return field


def shown(panel: LinesPanel, ref: str, column: Column = Column.TEXT) -> str:
    return panel.lines.index(panel.lines.row_of(ref), column).data()


def test_a_click_selects_for_everybody(panel: LinesPanel, qtbot: QtBot):
    click(panel, qtbot, LINES[1])
    assert panel.context.selection.refs == (LINES[1],)
    click(panel, qtbot, LINES[3], keys=Qt.KeyboardModifier.ControlModifier)
    assert set(panel.context.selection.refs) == {LINES[1], LINES[3]}
    assert panel.context.selection.current == LINES[3]


def test_what_is_selected_elsewhere_is_selected_here(panel: LinesPanel, qtbot: QtBot):
    told = []
    panel.context.selection.changed.connect(lambda: told.append(panel.context.selection.refs))
    panel.context.selection.select([SHOTS[0], LINES[2], LINES[4]])
    assert panel.selected() == [LINES[2], LINES[4]]
    assert told == [(SHOTS[0], LINES[2], LINES[4])]  # nobody answered
    panel.context.selection.select([SHOTS[1]])
    assert panel.selected() == []
    assert panel.context.selection.refs == (SHOTS[1],)


def test_arrows_go_from_line_to_line(panel: LinesPanel, qtbot: QtBot):
    panel.context.selection.select([LINES[0]])
    qtbot.keyClick(panel.table, Key.Key_Down)
    assert panel.context.selection.refs == (LINES[1],)
    qtbot.keyClick(panel.table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert panel.context.selection.refs == (LINES[1], LINES[2])
    qtbot.keyClick(panel.table, Key.Key_Up)
    assert panel.context.selection.refs == (LINES[1],)


def test_enter_keeps_what_is_typed(panel: LinesPanel, qtbot: QtBot, stub: StubBackend):
    field = begin(panel, qtbot, LINES[5])
    field.selectAll()
    qtbot.keyClicks(field, "Look there")
    qtbot.keyClick(field, Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(field, "now")
    qtbot.keyClick(field, Key.Key_Return)
    orders = stub.of(messages.EditLine)
    assert [(o.ref, o.text, o.speaker) for o in orders] == [(LINES[5], "Look there\nnow", None)]
    assert shown(panel, LINES[5]) == "Look there now"


def test_escape_keeps_what_was(panel: LinesPanel, qtbot: QtBot, stub: StubBackend):
    field = begin(panel, qtbot, LINES[5])
    qtbot.keyClicks(field, "xyz")
    qtbot.keyClick(field, Key.Key_Escape)
    assert stub.of(messages.EditLine) == []
    assert shown(panel, LINES[5]) == "Look."
    assert shown(panel, LINES[5], Column.CPS) == "5.0"  # no longer that of what was typed


def test_tab_goes_on_to_the_next_lines_words(panel: LinesPanel, qtbot: QtBot, stub: StubBackend):
    field = begin(panel, qtbot, LINES[0])
    qtbot.keyClicks(field, " Yes.")
    qtbot.keyClick(field, Key.Key_Tab)
    field = editor(panel)
    assert field.toPlainText() == "It always stops in the fog."
    qtbot.keyClicks(field, " No.")
    qtbot.keyClick(field, Key.Key_Backtab)
    assert editor(panel).toPlainText().endswith("stopped. Yes.")
    assert [o.ref for o in stub.of(messages.EditLine)] == [LINES[0], LINES[1]]
    assert panel.context.selection.refs == (LINES[0],)


def test_facts_do_not_overwrite_what_is_being_typed(
    panel: LinesPanel, qtbot: QtBot, stub: StubBackend
):
    field = begin(panel, qtbot, LINES[5])
    qtbot.keyClicks(field, " There.")
    cue = panel.context.state.cues.get(LINES[5])
    stub.publish(messages.Cues((dataclasses.replace(cue, text="Something else."),)))
    stub.publish(messages.Removed(cues=(LINES[0],)))
    panel.model.flush()
    assert editor(panel).toPlainText() == "Look. There."
    qtbot.keyClick(field, Key.Key_Return)
    assert stub.of(messages.EditLine)[0].text == "Look. There."


def test_speed_follows_the_typing(panel: LinesPanel, qtbot: QtBot):
    field = begin(panel, qtbot, LINES[5])
    qtbot.keyClicks(field, " Look. Look.")
    assert shown(panel, LINES[5], Column.CPS) == "17.0"


def test_ctrl_enter_keeps_what_is_typed_and_then_generates(
    panel: LinesPanel, qtbot: QtBot, stub: StubBackend
):
    seen = []
    panel.context.actions["generate"].triggered.connect(
        lambda: seen.append([o.text for o in stub.of(messages.EditLine)])
    )
    field = begin(panel, qtbot, LINES[5])
    qtbot.keyClicks(field, " There.")
    qtbot.keyClick(field, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stub.of(messages.EditLine)[0].text == "Look. There."
    assert seen == [["Look. There."]]


def test_clicking_elsewhere_keeps_what_is_typed(panel: LinesPanel, qtbot: QtBot, stub: StubBackend):
    field = begin(panel, qtbot, LINES[5])
    qtbot.keyClicks(field, " There.")
    panel.bar.search.setFocus()
    qtbot.waitUntil(lambda: len(stub.of(messages.EditLine)) == 1)


def test_what_is_typed_when_the_backend_dies_is_kept(
    panel: LinesPanel, qtbot: QtBot, stub: StubBackend
):
    field = begin(panel, qtbot, LINES[5])
    qtbot.keyClicks(field, " There.")
    stub.die()
    assert shown(panel, LINES[5]) == "Look. There."


def test_a_refusal_is_told_and_the_words_are_back(
    panel: LinesPanel, qtbot: QtBot, stub: StubBackend
):
    stub.refuse(messages.EditLine, "output", "The disk is full.", "Free some space.")
    field = begin(panel, qtbot, LINES[5])
    qtbot.keyClicks(field, " There.")
    with qtbot.waitSignal(panel.context.notices.posted) as told:
        qtbot.keyClick(field, Key.Key_Return)
    assert told.args[0].sentence == "The disk is full."
    assert shown(panel, LINES[5]) == "Look."


def test_a_speaker_is_chosen_or_typed(panel: LinesPanel, qtbot: QtBot, stub: StubBackend):
    double_click(panel, qtbot, LINES[5], Column.SPEAKER)
    combo = panel.table.findChild(QComboBox)
    assert [combo.itemText(n) for n in range(combo.count())] == ["", "ANNA", "BEN"]
    combo.setEditText("MARA")
    qtbot.keyClick(combo, Key.Key_Return)
    qtbot.waitUntil(lambda: len(stub.of(messages.EditLine)) == 1)
    order = stub.of(messages.EditLine)[0]
    assert (order.speaker, order.text) == ("MARA", None)


def test_double_click_on_a_time_moves_the_playhead(panel: LinesPanel, qtbot: QtBot):
    double_click(panel, qtbot, LINES[1], Column.IN)
    assert panel.context.playhead.frame == 300
    double_click(panel, qtbot, LINES[1], Column.OUT)
    assert panel.context.playhead.frame == 360


def test_m_mutes_and_speaks_again(panel: LinesPanel, qtbot: QtBot, stub: StubBackend):
    panel.context.selection.select([LINES[0], LINES[1]])
    panel._mute.trigger()
    panel._mute.trigger()
    muted, spoken = stub.of(messages.EditLines)  # each one step to take back
    assert [(edit.ref, edit.muted) for edit in muted.edits] == [(LINES[0], True), (LINES[1], True)]
    assert [edit.muted for edit in spoken.edits] == [False, False]


def test_menu_takes_edits_back_and_copies(panel: LinesPanel, qtbot: QtBot, stub: StubBackend):
    cue = panel.context.state.cues.get(LINES[5])
    stub.publish(messages.Cues((dataclasses.replace(cue, text="There."),)))
    panel.context.selection.select([LINES[5]])
    menu = LinesMenu(panel.context, panel._selected_cues(), (), panel.spelling, panel)
    entries = {action.text(): action for action in menu.actions()}
    entries["Copy text"].trigger()
    assert QGuiApplication.clipboard().text() == "There."
    entries["Go to its start"].trigger()
    assert panel.context.playhead.frame == 1100
    panel.undo(panel._selected_cues())
    order = stub.of(messages.EditLine)[0]
    assert (order.text, order.speaker) == ("Look.", None)  # the speaker is what it was


def test_find_lists_what_matches_and_escape_lists_all(panel: LinesPanel, qtbot: QtBot):
    panel.context.actions["find"].trigger()
    qtbot.keyClicks(panel.bar.search, "fog")
    qtbot.waitUntil(lambda: panel.lines.rowCount() == 1)
    assert shown(panel, LINES[1]).endswith("fog.")
    qtbot.keyClick(panel.bar.search, Key.Key_Escape)
    qtbot.waitUntil(lambda: panel.lines.rowCount() == 8)


def test_no_match_offers_all_lines(panel: LinesPanel, qtbot: QtBot):
    qtbot.keyClicks(panel.bar.search, "xyzzy")
    qtbot.waitUntil(panel._empty.isVisible)
    qtbot.mouseClick(panel._empty.button, Qt.MouseButton.LeftButton)
    assert panel.lines.rowCount() == 8
    assert panel.table.isVisible()


def test_a_line_that_is_selected_before_it_is_listed_again_is_shown_as_selected(
    panel: LinesPanel, stub: StubBackend
):
    selection, cue = panel.context.selection, panel.context.state.cues.get(LINES[3])
    assert cue is not None
    stub.publish(messages.Cues((dataclasses.replace(cue, removed=True),)))
    panel.model.flush()
    selection.select([LINES[4]])
    stub.publish(messages.Cues((cue,)))  # taken back
    selection.select([LINES[3]])
    panel.model.flush()
    assert panel.selected() == [LINES[3]]
    assert selection.refs == (LINES[3],)


def test_chips_list_kinds_and_the_selection_stays(panel: LinesPanel, qtbot: QtBot):
    panel.context.selection.select([LINES[0]])
    qtbot.mouseClick(panel.bar._chips["sounds"], Qt.MouseButton.LeftButton)
    assert [panel.lines.ref_at(n) for n in range(panel.lines.rowCount())] == list(SOUNDS)
    assert panel.context.selection.refs == (LINES[0],)
    qtbot.mouseClick(panel.bar._chips["all"], Qt.MouseButton.LeftButton)
    assert panel.selected() == [LINES[0]]


def test_problems_first(panel: LinesPanel, qtbot: QtBot):
    qtbot.mouseClick(panel.bar.first, Qt.MouseButton.LeftButton)
    assert {panel.lines.ref_at(0), panel.lines.ref_at(1)} == {LINES[2], LINES[4]}


def test_without_lines_subtitles_are_offered(
    context: PanelContext, qtbot: QtBot, stub: StubBackend
):
    panel = LinesPanel(context)
    qtbot.addWidget(panel)
    panel.show()
    stub.publish(next(iter(big_facts(1))), messages.Loaded(0.1))
    panel.model.flush()
    with qtbot.waitSignal(context.actions["add_subtitles"].triggered):
        qtbot.mouseClick(panel._empty.button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (320, {Column.STATE, Column.SPEAKER, Column.TEXT}),
        (1400, set(Column)),
    ],
)
def test_columns_are_those_that_there_is_room_for(
    panel: LinesPanel, qtbot: QtBot, width: int, columns: set[Column]
):
    panel.resize(width, 400)
    qtbot.waitUntil(lambda: panel.table.width() == width)
    assert {c for c in Column if not panel.table.isColumnHidden(c)} == columns
    assert panel.table.columnWidth(Column.TEXT) > 100
    assert panel.minimumSizeHint().width() <= 320


def test_a_script_without_a_font_is_told_once():
    check, metrics = FontCheck(), QFontMetrics(QFont())
    if QFontDatabase.families(QFontDatabase.WritingSystem.Thai):
        pytest.skip("this machine has a Thai font")
    assert check.missing(["สวัสดี", "hello 👋"], metrics) == ("Thai",)
    assert check.missing(["ครับ"], metrics) == ()


def test_long_words_are_cut_after_their_rows(qapp: QApplication):
    layout, over = laid_out("😀 one two three four five six seven", QFont(), 90, 2)
    assert layout.lineCount() == 2
    assert over.endswith("seven")
    assert "one" not in over
    assert laid_out("one", QFont(), 90, 2)[1] == ""


class Cost:
    """Calls to show so many lines: of a frame, and of each step that goes through all of them."""

    def __init__(self, context: PanelContext, qtbot: QtBot, stub: StubBackend, lines: int) -> None:
        panel = LinesPanel(context)
        qtbot.addWidget(panel)
        panel.resize(1200, 700)
        panel.show()
        for fact in big_facts(lines, takes=False):
            stub.publish(fact)
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
    context: PanelContext, qtbot: QtBot, stub: StubBackend
):
    few, many = (Cost(context, qtbot, stub, n) for n in (500, 5_000))
    assert many.frame < 2 * few.frame
    for step_of_few, step_of_many in zip(few.steps, many.steps, strict=True):
        assert step_of_many < 20 * (step_of_few + 100)  # they are sorted, too


def type_time(panel: LinesPanel, qtbot: QtBot, ref: str, column: Column, text: str):
    double_click(panel, qtbot, ref, column)
    [field] = panel.table.findChildren(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Key.Key_Return)
    qtbot.waitUntil(lambda: not panel.table.findChildren(QLineEdit))


def test_times_are_typed_into_their_cells(panel: LinesPanel, qtbot: QtBot, stub: StubBackend):
    stub.silent = True
    type_time(panel, qtbot, LINES[1], Column.IN, "+10")
    assert shown(panel, LINES[1], Column.IN) == "01:00:12:22"
    type_time(panel, qtbot, LINES[1], Column.OUT, "15:12")
    type_time(panel, qtbot, LINES[1], Column.LENGTH, "2.5s")
    orders = [(order.start, order.frames) for order in stub.of(messages.EditLine)]
    assert orders == [(310, 50), (310, 62), (310, 60)]
    assert shown(panel, LINES[1], Column.LENGTH) == "2:12"
    index = panel.lines.index(panel.lines.row_of(LINES[1]), Column.IN)
    assert "In the subtitles: 01:00:12:12" in index.data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        (Column.IN, "soon", "“soon” is no time."),
        (Column.IN, "-400", "The line would begin before the timeline."),
        (Column.IN, "+60", "The line would end before it begins."),
        (Column.LENGTH, "0", "The line would end before it begins."),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_the_line_stays(
    panel: LinesPanel, qtbot: QtBot, stub: StubBackend, column, text, why
):
    said = []
    panel.context.notices.posted.connect(said.append)
    type_time(panel, qtbot, LINES[1], column, text)
    assert [notice.sentence for notice in said] == [why]
    assert stub.of(messages.EditLine) == []


def test_a_deleted_line_is_listed_by_its_filter_only(panel: LinesPanel, stub: StubBackend):
    cue = panel.context.state.cues.get(LINES[1])
    rows = panel.lines.rowCount()
    stub.publish(messages.Cues((dataclasses.replace(cue, removed=True),)))
    panel.model.flush()
    assert panel.lines.rowCount() == rows - 1
    assert panel.lines.row_of(LINES[1]) < 0
    panel.bar._kinds["removed"].trigger()
    assert [panel.lines.ref_at(0), panel.lines.rowCount()] == [LINES[1], 1]
    menu = LinesMenu(panel.context, [panel.model.cue(LINES[1])], (), panel.spelling, panel)
    menu.back_requested.connect(lambda: panel.commands.bring_back([LINES[1]]))
    next(action for action in menu.actions() if action.text() == "Bring back").trigger()
    assert stub.of(messages.EditLine)[-1].removed is False


def test_the_caret_says_where_a_line_is_split(panel: LinesPanel, qtbot: QtBot, stub: StubBackend):
    field = begin(panel, qtbot, LINES[1])
    text = field.toPlainText()
    field.moveCursor(QTextCursor.MoveOperation.Start)
    field.moveCursor(QTextCursor.MoveOperation.NextWord)
    panel.context.actions["split_line"].trigger()
    [order] = stub.of(messages.SplitLine)
    assert (order.ref, order.before + order.after, order.at) == (LINES[1], text, None)
    assert order.before == text.split()[0] + " "
    assert stub.of(messages.EditLine) == []


def test_the_menu_gives_several_lines_to_a_speaker(
    panel: LinesPanel, qtbot: QtBot, stub: StubBackend
):
    refs = [LINES[0], LINES[1], SOUNDS[0]]
    panel._on_speaker(refs, "DR. WU")
    [order] = stub.of(messages.EditLines)
    assert [(edit.ref, edit.speaker) for edit in order.edits] == [
        (LINES[0], "DR. WU"),
        (LINES[1], "DR. WU"),
    ]


def test_joining_lines_of_two_speakers_asks_whose_it_becomes(
    panel: LinesPanel, qtbot: QtBot, stub: StubBackend
):
    panel.context.selection.select([LINES[0], LINES[1]])
    panel.context.actions["merge_lines"].trigger()
    [box] = panel.findChildren(QMessageBox)
    names = [panel.context.state.cues.get(ref).speaker for ref in LINES[:2]]
    buttons = {button.text(): button for button in box.buttons()}
    assert set(names) < set(buttons)
    buttons[names[1]].click()
    assert stub.of(messages.MergeLines)[0].speaker == names[1]


def test_words_are_replaced_in_the_listed_lines_in_one_step(
    panel: LinesPanel, qtbot: QtBot, stub: StubBackend
):
    panel.context.actions["replace"].trigger()
    bar = panel.replacing
    qtbot.keyClicks(bar.words, "the")
    qtbot.keyClicks(bar.instead, "a")
    bar.whole.setChecked(True)
    found = [cue for cue in panel._replaceable() if re.search(r"\bthe\b", cue.text, re.I)]
    assert len(found) > 1
    assert f"in {len(found)} of the listed lines" in bar._count.text()
    bar.go.click()
    [order] = stub.of(messages.EditLines)
    assert {edit.ref for edit in order.edits} == {cue.ref for cue in found}
    assert not any(re.search(r"\bthe\b", edit.text, re.I) for edit in order.edits)
    qtbot.keyClick(bar.words, Key.Key_Escape)
    bar.leave()
    assert not bar.isVisible()


def test_hits_are_gone_through_and_replaced_one_by_one(
    panel: LinesPanel, qtbot: QtBot, stub: StubBackend
):
    """Return in the first field looks on, and changes nothing."""
    panel.context.actions["replace"].trigger()
    bar, selection = panel.replacing, panel.context.selection
    qtbot.keyClicks(bar.words, "the")
    hits = [cue.ref for cue in panel._replaceable() if "the" in cue.text.casefold()]
    for ref in (*hits, hits[0]):  # and from the last to the first
        qtbot.keyClick(bar.words, Key.Key_Return)
        assert selection.refs == (ref,)
    assert not stub.of(messages.EditLines) + stub.of(messages.EditLine)
    qtbot.keyClicks(bar.instead, "a")
    bar.one.click()
    assert selection.refs == (hits[1],)
    qtbot.keyClick(bar.instead, Key.Key_Return)  # at once, before it was counted
    told = [edit.ref for order in stub.of(messages.EditLines) for edit in order.edits]
    assert [order.ref for order in stub.of(messages.EditLine)] + told == hits


def test_the_words_of_all_selected_lines_are_copied(panel: LinesPanel, qtbot: QtBot):
    panel.context.selection.select([LINES[1], LINES[0]])
    qtbot.keyClick(panel.table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    cues = [panel.model.cue(ref) for ref in (LINES[0], LINES[1])]
    assert QGuiApplication.clipboard().text() == "\n".join(cue.text for cue in cues if cue)


def test_a_time_is_typed_from_the_menu_where_there_is_no_column(
    panel: LinesPanel, qtbot: QtBot, stub: StubBackend
):
    panel.resize(330, 500)
    assert panel.table.isColumnHidden(Column.IN)
    panel._on_time(LINES[1], Column.OUT)
    [dialog] = panel.findChildren(QInputDialog)
    assert dialog.textValue() == "01:00:15:00"
    dialog.setTextValue("+12")
    dialog.accept()
    order = stub.of(messages.EditLine)[0]
    assert (order.start, order.frames) == (300, 72)


def test_a_click_on_the_state_of_a_line_with_a_take_asks_to_play_it(
    panel: LinesPanel, stub: StubBackend, qtbot: QtBot
):
    asked: list[str] = []
    panel.play_requested.connect(asked.append)
    jobs = panel.context.state.jobs
    heard = next(r for r in LINES if (j := jobs.get(r)) and any(t.path for t in j.takes))
    silent = next(r for r in LINES if (j := jobs.get(r)) and not any(t.path for t in j.takes))
    click(panel, qtbot, silent, Column.STATE)
    click(panel, qtbot, heard, Column.STATE, keys=Qt.KeyboardModifier.ControlModifier)
    click(panel, qtbot, heard, Column.TEXT)
    assert asked == []
    click(panel, qtbot, heard, Column.STATE)
    click(panel, qtbot, heard, Column.STATE)
    assert asked == [heard, heard]
    index = panel.lines.index(panel.lines.row_of(heard), Column.STATE)
    assert "A click plays it" in index.data(Qt.ItemDataRole.ToolTipRole)
    still = panel.table.viewport().grab(panel.table.visualRect(index)).toImage()
    panel.table.show_playing(heard)
    assert panel.table.viewport().grab(panel.table.visualRect(index)).toImage() != still
