"""The table of lines: what it shows, in which order, and edits shown before they are told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.state.cue_columns import Column
from deepaudio_ui.state.cue_edits import CueEdits
from deepaudio_ui.state.cue_filter import CueCounts, CueFilter
from deepaudio_ui.state.cue_model import CueModel
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester

from deepaudio_plugin.backend import messages
from deepaudio_plugin.backend.views import TakeView
from deepaudio_plugin.core.take_spec import RECORDED
from tests.helpers.backend_stub import LINES, SOUNDS, StubBackend, big_facts, demo_facts


@pytest.fixture
def model(demo: PanelContext) -> CueModel:
    edits = CueEdits(demo.link, demo.state)
    made = CueModel(demo.state, edits)
    made.edits = edits
    made.flush()
    return made


def at(model: CueModel, ref: str, column: Column) -> QModelIndex:
    return model.index(model.row_of(ref), column)


def shown(model: CueModel, ref: str, column: Column = Column.TEXT) -> str:
    return at(model, ref, column).data()


def cue_of(context: PanelContext, ref: str, **changes: object):
    return dataclasses.replace(context.state.cues.get(ref), **changes)


def test_model_keeps_qts_contract_while_lines_come_go_and_move(
    context: PanelContext, stub: StubBackend, tmp_path: Path, qtmodeltester: ModelTester
):
    model = CueModel(context.state, CueEdits(context.link, context.state))
    lines = CueFilter(model, context.state)
    qtmodeltester.check(model, force_py=True)
    stub.publish(*demo_facts(tmp_path))
    model.flush()
    assert list(model.keys) == [cue.ref for cue in context.state.cues.all()]
    stub.publish(messages.Removed(cues=(LINES[1], LINES[4])))
    model.flush()
    stub.publish(messages.Cues((cue_of(context, LINES[0], start=1300),)))
    model.flush()
    assert model.keys[-1] == LINES[0]
    lines.set_kind("problems")
    qtmodeltester.check(lines, force_py=True)


def test_times_are_timecode_with_seconds_in_the_tooltip(model: CueModel):
    assert shown(model, LINES[0], Column.IN) == "01:00:07:12"
    assert shown(model, LINES[0], Column.OUT) == "01:00:10:12"
    tooltip = at(model, LINES[0], Column.IN).data(Qt.ItemDataRole.ToolTipRole)
    assert tooltip.startswith("7.500 s")


def test_fit_is_said_in_words(model: CueModel, demo: PanelContext, stub: StubBackend):
    paces = {LINES[0]: 0.9, LINES[1]: 1.4, LINES[2]: 2.0}
    stub.publish(messages.Cues(tuple(cue_of(demo, ref, pace=p) for ref, p in paces.items())))
    assert [shown(model, ref, Column.FIT) for ref in paces] == ["relaxed", "hurried", "too long"]
    assert shown(model, SOUNDS[0], Column.FIT) == ""


def test_a_line_that_a_person_has_recorded_is_never_too_long(
    model: CueModel, demo: PanelContext, stub: StubBackend
):
    """How fast an engine would have to speak it says nothing of a recording."""
    line, filtered = LINES[1], CueFilter(model, demo.state)
    stub.publish(messages.Cues((cue_of(demo, line, pace=2.0, warnings=()),)))
    model.flush()
    filtered.set_kind("problems")
    assert (shown(model, line, Column.FIT), filtered.row_of(line) >= 0) == ("too long", True)
    assert model.problem(line).startswith("Too long for its window")

    job = demo.state.jobs.get(line)
    take = TakeView("k", 1, 0, path="/booth.wav", chosen=True, engine=RECORDED)
    stub.publish(messages.Jobs((dataclasses.replace(job, state="ready", takes=(take,)),)))
    model.flush()
    filtered.refilter()
    assert (shown(model, line, Column.FIT), filtered.row_of(line)) == ("recorded", -1)
    assert model.problem(line) == ""
    other = dataclasses.replace(take, chosen=False)
    stub.publish(messages.Jobs((dataclasses.replace(job, state="ready", takes=(other,)),)))
    assert shown(model, line, Column.FIT) == "too long"


def test_an_edit_is_shown_before_the_backend_tells_it(
    model: CueModel, demo: PanelContext, stub: StubBackend
):
    stub.silent = True
    assert model.setData(at(model, LINES[0], Column.TEXT), "Listen.")
    assert shown(model, LINES[0]) == "Listen."
    assert stub.of(messages.EditLine)[0].text == "Listen."
    assert stub.of(messages.EditLine)[0].speaker is None
    tooltip = at(model, LINES[0], Column.TEXT).data(Qt.ItemDataRole.ToolTipRole)
    assert "In the subtitles: Did you hear that?" in tooltip


def test_what_is_said_otherwise_than_written_stands_in_the_tooltip(
    model: CueModel, demo: PanelContext
):
    def tooltip() -> str:
        return at(model, LINES[0], Column.TEXT).data(Qt.ItemDataRole.ToolTipRole)

    assert "Spoken as" not in tooltip()
    job = demo.state.jobs.get(LINES[0])
    demo.state.jobs.put([dataclasses.replace(job, spoken="Did you hear that, at ten?")])
    assert "Spoken as: Did you hear that, at ten?" in tooltip()


def test_what_it_says_already_is_no_order(model: CueModel, stub: StubBackend):
    model.setData(at(model, LINES[5], Column.TEXT), "Look.")
    assert stub.of(messages.EditLine) == []


def test_a_refused_edit_shows_what_was_and_keeps_what_was_typed(
    model: CueModel, stub: StubBackend, qtbot
):
    stub.refuse(messages.EditLine, "output", "The disk is full.")
    with qtbot.waitSignal(model.edits.refused) as told:
        model.setData(at(model, LINES[5], Column.TEXT), "Look there.")
    assert shown(model, LINES[5]) == "Look."
    assert "Look there." in told.args[0].details


def test_an_answer_to_an_older_edit_does_not_undo_a_newer(
    model: CueModel, demo: PanelContext, stub: StubBackend
):
    stub.silent = True
    index = at(model, LINES[5], Column.TEXT)
    model.setData(index, "One.")
    model.setData(index, "Two.")
    one, two = stub.of(messages.EditLine)
    stub.publish(messages.Cues((cue_of(demo, LINES[5], text="One."),)), messages.Carried(one.id))
    assert shown(model, LINES[5]) == "Two."
    stub.publish(messages.Carried(two.id), messages.Cues((cue_of(demo, LINES[5], text="Two!"),)))
    assert shown(model, LINES[5]) == "Two!"


def test_an_edit_that_a_crash_left_unanswered_is_ordered_again(
    model: CueModel, demo: PanelContext, stub: StubBackend, tmp_path: Path
):
    stub.silent = True
    model.setData(at(model, LINES[5], Column.TEXT), "Look there.")
    stub.die()
    stub.silent = False
    demo.link.start()
    stub.publish(*demo_facts(tmp_path))
    assert [order.text for order in stub.of(messages.EditLine)] == ["Look there."] * 2
    model.flush()
    assert shown(model, LINES[5]) == "Look there."


def test_no_words_at_all_are_the_subtitles_words_again(
    model: CueModel, demo: PanelContext, stub: StubBackend, qtbot
):
    stub.publish(messages.Cues((cue_of(demo, LINES[5], text="There."),)))
    model.flush()
    with qtbot.waitSignal(model.emptied):
        model.setData(at(model, LINES[5], Column.TEXT), "  ")
    assert shown(model, LINES[5]) == "Look."


def test_speed_is_estimated_while_typing(model: CueModel, demo: PanelContext):
    before = demo.state.cues.get(LINES[5]).cps
    model.type_into(LINES[5], "Look. Look. Look.")
    assert float(shown(model, LINES[5], Column.CPS)) == pytest.approx(before * 17 / 5, abs=0.1)
    model.type_into("", "")
    assert float(shown(model, LINES[5], Column.CPS)) == pytest.approx(before, abs=0.1)


def test_problems_come_first_and_stay_when_repaired(
    model: CueModel, demo: PanelContext, stub: StubBackend
):
    model.set_problems_first(True)
    assert set(model.keys[:2]) == {LINES[2], LINES[4]}  # too long, failed
    repaired = cue_of(demo, LINES[2], pace=1.0, warnings=())
    stub.publish(messages.Cues((repaired,)))
    model.flush()
    assert model.keys[0] == LINES[2]
    model.set_problems_first(True)
    assert model.keys[0] == LINES[4]


def test_a_line_whose_take_came_out_bad_is_one_with_a_problem(
    model: CueModel, demo: PanelContext, stub: StubBackend
):
    job = demo.state.jobs.get(LINES[0])
    bad = dataclasses.replace(job.takes[0], chosen=True, verdict="missed: ball")
    stub.publish(messages.Jobs((dataclasses.replace(job, takes=(bad,)),)))
    model.flush()
    assert model.has_problem(LINES[0])
    tooltip = at(model, LINES[0], Column.TEXT).data(Qt.ItemDataRole.ToolTipRole)
    assert "Its take: missed: ball" in tooltip
    other = dataclasses.replace(bad, key="other", verdict="")
    worse = dataclasses.replace(bad, chosen=False)
    stub.publish(messages.Jobs((dataclasses.replace(job, takes=(other, worse)),)))
    assert not model.has_problem(LINES[0])  # what plays counts


def test_filters_and_counts(model: CueModel, demo: PanelContext, stub: StubBackend):
    lines = CueFilter(model, demo.state)
    counts = CueCounts(model, lines)
    stub.publish(messages.Cues((cue_of(demo, LINES[5], muted=True),)), *demo_facts()[5:6])
    model._mark(model.keys)
    model.flush()

    def listed(kind: str) -> set[str]:
        lines.set_kind(kind)
        return {lines.ref_at(row) for row in range(lines.rowCount())}

    assert listed("sounds") == set(SOUNDS)
    assert listed("lines") == set(LINES)
    assert listed("muted") == {LINES[5]}
    assert listed("changed") == {LINES[1]}
    assert listed("problems") == {LINES[2], LINES[4]}
    counts = [counts[kind] for kind in ("all", "lines", "sounds", "problems", "changed", "muted")]
    assert counts == [8, 6, 2, 2, 1, 1]


@pytest.mark.parametrize(
    ("words", "refs"),
    [
        ("fog", [LINES[1]]),
        ("anna", [LINES[0], LINES[2], LINES[4]]),
        ("01:00:07", [LINES[0]]),
        ("01:00:13:00", [LINES[1]]),  # within the line
        ("xyzzy", []),
    ],
)
def test_search_looks_at_text_speaker_and_time(
    model: CueModel, demo: PanelContext, words: str, refs: list[str]
):
    lines = CueFilter(model, demo.state)
    lines.set_words(words)
    assert [lines.ref_at(row) for row in range(lines.rowCount())] == refs


def test_a_repaired_line_stays_listed_until_asked_again(
    model: CueModel, demo: PanelContext, stub: StubBackend
):
    lines = CueFilter(model, demo.state)
    lines.set_kind("problems")
    stub.publish(messages.Cues((cue_of(demo, LINES[2], pace=1.0, warnings=()),)))
    model.flush()
    assert lines.row_of(LINES[2]) >= 0
    lines.refilter()
    assert lines.row_of(LINES[2]) < 0


def test_nothing_is_editable_in_a_timeline_that_another_panel_has(
    context: PanelContext, stub: StubBackend, tmp_path: Path
):
    opened, *rest = demo_facts(tmp_path)
    model = CueModel(context.state, CueEdits(context.link, context.state))
    stub.publish(dataclasses.replace(opened, read_only=True), *rest)
    model.flush()
    assert not at(model, LINES[0], Column.TEXT).flags() & Qt.ItemFlag.ItemIsEditable


def test_ten_thousand_lines_arrive_by_appending(context: PanelContext, stub: StubBackend, qtbot):
    model = CueModel(context.state, CueEdits(context.link, context.state))
    resets = []
    for fact in big_facts(10_000, takes=False):
        stub.publish(fact)
        if isinstance(fact, messages.Opened):
            model.modelReset.connect(lambda: resets.append(1))
        if isinstance(fact, messages.Cues):
            model.flush()
    model.flush()
    assert model.rowCount() == 10_000
    assert resets == []


def test_a_line_that_comes_back_has_its_row_again(
    model: CueModel, demo: PanelContext, stub: StubBackend
):
    cue, row = cue_of(demo, LINES[1]), model.row_of(LINES[1])
    stub.publish(messages.Removed(cues=(LINES[1],)))
    model.flush()
    assert model.row_of(LINES[1]) < 0
    stub.publish(messages.Cues((cue,)))
    model.flush()
    assert model.row_of(LINES[1]) == row


def test_an_added_line_that_is_left_empty_is_not_said_to_go_back_to_the_subtitles(
    model: CueModel, demo: PanelContext, stub: StubBackend
):
    told: list[bool] = []
    model.emptied.connect(told.append)
    stub.publish(
        messages.Cues(
            (cue_of(demo, LINES[1], added=True), cue_of(demo, LINES[2], added=True, text=""))
        )
    )
    for ref in LINES[:3]:
        model.setData(at(model, ref, Column.TEXT), "  ")
    assert told == [False, True]  # one without words has none to go back to
