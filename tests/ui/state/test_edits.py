"""Edits and the answers to them: each answer counts for the order that it answers."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from deepaudio_ui.panel_context import PanelContext
from deepaudio_ui.state.cue_edits import CueEdits

from deepaudio_plugin.backend import messages
from tests.helpers.backend_stub import LINES, StubBackend, demo_facts, opened

LINE = LINES[5]  # says "Look."


@pytest.fixture
def edits(demo: PanelContext, stub: StubBackend) -> CueEdits:
    """Edits of lines, with a backend that answers only when the test does."""
    stub.silent = True
    return CueEdits(demo.link, demo.state)


def shown(edits: CueEdits, demo: PanelContext, ref: str = LINE) -> str:
    """What a line says as the window shows it."""
    return edits.shown(demo.state.cues.get(ref)).text


def told(demo: PanelContext, text: str, ref: str = LINE) -> messages.Fact:
    """The backend's word for what a line says."""
    return messages.Cues((dataclasses.replace(demo.state.cues.get(ref), text=text),))


def test_an_edit_is_over_when_it_is_carried_and_told_in_either_order(
    edits: CueEdits, demo: PanelContext, stub: StubBackend
):
    for ref, turned in ((LINE, False), (LINES[3], True)):
        edits.edit(ref, text="Over there.")
        facts = [messages.Carried(stub.orders[-1].id), told(demo, "Over  there!", ref)]
        stub.publish(facts[turned])
        assert edits.wanted(ref) == {"text": "Over there."}
        stub.publish(facts[not turned])
        assert edits.wanted(ref) == {}
        assert shown(edits, demo, ref) == "Over  there!"


def test_refusing_an_older_edit_leaves_the_newer_as_it_is(
    edits: CueEdits, demo: PanelContext, stub: StubBackend
):
    edits.edit(LINE, text="One.")
    edits.edit(LINE, text="Two.")
    one, two = stub.of(messages.EditLine)
    stub.publish(messages.Refused(one.id, "output", "The disk is full."))
    assert shown(edits, demo) == "Two."
    stub.publish(messages.Refused(two.id, "output", "The disk is full."))
    assert shown(edits, demo) == "Look."


def test_carrying_an_older_edit_does_not_end_the_newer(
    edits: CueEdits, demo: PanelContext, stub: StubBackend
):
    edits.edit(LINE, text="One.")
    edits.edit(LINE, text="Two.")
    one, two = stub.of(messages.EditLine)
    stub.publish(told(demo, "One."), messages.Carried(one.id))
    assert shown(edits, demo) == "Two."
    stub.publish(messages.Carried(two.id), told(demo, "Two."))
    assert edits.wanted(LINE) == {}


def test_an_older_refusal_keeps_what_was_typed(edits: CueEdits, stub: StubBackend, qtbot):
    edits.edit(LINE, text="One.")
    edits.edit(LINE, text="Two.")
    with qtbot.waitSignal(edits.refused) as refused:
        stub.publish(messages.Refused(stub.of(messages.EditLine)[0].id, "output", "Full."))
    assert "One." in refused.args[0].details


def test_answers_about_one_line_are_not_taken_for_anothers(
    edits: CueEdits, demo: PanelContext, stub: StubBackend
):
    edits.edit(LINE, text="One.")
    edits.edit(LINES[3], text="Two.")
    first, _second = stub.of(messages.EditLine)
    stub.publish(messages.Refused(first.id, "output", "Full."))
    assert (shown(edits, demo), shown(edits, demo, LINES[3])) == ("Look.", "Two.")


def test_an_edit_given_while_no_backend_runs_is_ordered_when_the_timeline_is_back(
    edits: CueEdits, demo: PanelContext, stub: StubBackend
):
    stub.die()
    edits.edit(LINE, text="Look there.")
    assert stub.of(messages.EditLine) == []
    demo.link.start()
    stub.publish(told(demo, "Look."))  # what it still says is no answer
    assert shown(edits, demo) == "Look there."
    stub.publish(*demo_facts())
    (order,) = stub.of(messages.EditLine)
    assert (order.ref, order.text) == (LINE, "Look there.")


def test_an_edit_that_is_ordered_again_is_over_by_its_new_answer(
    edits: CueEdits, demo: PanelContext, stub: StubBackend
):
    edits.edit(LINE, text="Look there.")
    stub.die()
    demo.link.start()
    stub.publish(*demo_facts())
    first, again = stub.of(messages.EditLine)
    assert again.text == "Look there."
    stub.publish(messages.Carried(first.id), told(demo, "Look."))  # of the backend that died
    assert shown(edits, demo) == "Look there."
    stub.publish(messages.Carried(again.id), told(demo, "Look there!"))
    assert edits.wanted(LINE) == {}
    assert shown(edits, demo) == "Look there!"


def test_what_the_old_backend_told_before_it_died_is_no_answer_of_the_new_one(
    edits: CueEdits, demo: PanelContext, stub: StubBackend
):
    edits.edit(LINE, text="Look there.")
    stub.die()
    demo.link.start()
    stub.publish(told(demo, "Look."))
    assert shown(edits, demo) == "Look there."


def test_an_edit_that_the_reopened_timeline_has_already_is_not_ordered_again(
    edits: CueEdits, demo: PanelContext, stub: StubBackend
):
    edits.edit(LINE, text="Look there.")
    stub.die()
    demo.link.start()
    facts = [
        messages.Cues(
            tuple(
                dataclasses.replace(cue, text="Look there.") if cue.ref == LINE else cue
                for cue in fact.cues
            )
        )
        if isinstance(fact, messages.Cues)
        else fact
        for fact in demo_facts()
    ]
    stub.publish(*facts)
    assert len(stub.of(messages.EditLine)) == 1
    assert edits.wanted(LINE) == {}


def test_edits_of_a_timeline_are_forgotten_with_another(
    edits: CueEdits, demo: PanelContext, stub: StubBackend, tmp_path: Path
):
    edits.edit(LINE, text="Look there.")
    stub.publish(opened(100, "/films/other.otio"))
    assert edits.wanted(LINE) == {}
