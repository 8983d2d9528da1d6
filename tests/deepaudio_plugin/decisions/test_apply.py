from dataclasses import replace

from deepaudio_plugin.decisions.apply import apply, settle
from deepaudio_plugin.decisions.model import (
    UNDECIDED,
    choose_take,
    edit_line,
    prompt_shots,
)
from deepaudio_plugin.decisions.refs import cue_fingerprint, cue_ref, fingerprints
from tests.helpers.material import cue, material, shot

HELLO, YES = cue(500, 1500, "Hello.", "MARA"), cue(2000, 2500, "Yes.", "JON")
EDITED = edit_line(UNDECIDED, HELLO, text="Hullo.", speaker="ANNA")


def renumbered(line, name):
    return replace(line, id=name)


def test_edited_lines_say_what_was_decided_and_others_are_the_same():
    applied = apply(material([], [HELLO, YES]), EDITED)
    first, second = applied.material.cues
    assert (first.text, first.speaker, first.range) == ("Hullo.", "ANNA", HELLO.range)
    assert second is YES
    assert applied.material.problems == ()


def test_a_decision_follows_its_line_to_another_number():
    applied = apply(material([], [renumbered(YES, HELLO.id), renumbered(HELLO, "9")]), EDITED)
    assert [c.text for c in applied.material.cues] == ["Yes.", "Hullo."]
    assert list(applied.decisions.lines) == ["cue:9"]


def test_what_fits_nothing_is_kept_reported_and_found_again():
    reworded = replace(HELLO, text="Good evening.")
    gone = apply(material([], [reworded]), EDITED)
    assert gone.material.cues == (reworded,)
    (note,) = gone.material.problems
    assert note.note
    assert "the line 'Hello.' (0:00.500) fits no line any more; it is kept" in note.message
    again = apply(material([], [HELLO]), gone.decisions)
    assert again.material.cues[0].text == "Hullo."
    assert again.decisions == EDITED


def test_what_is_lost_stays_apart_from_the_line_that_has_its_number_now():
    reworded = replace(HELLO, text="Good evening.")
    lost = apply(material([], [reworded]), EDITED).decisions
    both = edit_line(lost, reworded, text="Good night.")
    assert apply(material([], [reworded]), both).material.cues[0].text == "Good night."
    assert apply(material([], [HELLO]), both).material.cues[0].text == "Hullo."


def test_two_lost_decisions_of_one_number_are_both_kept():
    lines = [replace(HELLO, text=text) for text in ("One.", "Two.", "Three.")]
    decided = UNDECIDED
    for line in lines[:2]:
        decided = edit_line(apply(material([], [line]), decided).decisions, line, muted=True)
    lost = apply(material([], [lines[2]]), decided).decisions
    assert sorted(was.text for was in lost.fingerprints.values()) == ["One.", "Two."]


def test_lines_that_are_not_given_this_time_are_one_note():
    decided = edit_line(EDITED, YES, muted=True)
    applied = apply(material([shot(1, 0, 24)], []), decided)
    (note,) = applied.material.problems
    assert note.message == "2 decisions about lines wait: no line is there"
    assert apply(material([], [HELLO, YES]), applied.decisions).decisions == decided


def test_an_edit_that_has_come_into_the_subtitles_keeps_the_lines_other_decisions():
    decided = choose_take(EDITED, cue_ref(HELLO), cue_fingerprint(HELLO), "key", 1)
    fulfilled = renumbered(replace(HELLO, text="Hullo."), "7")
    settled, lost = settle(decided, fingerprints([fulfilled], []))
    assert not lost
    assert settled.lines["cue:7"].text is None
    assert settled.takes["cue:7"].chosen == "key"


def test_settling_twice_changes_nothing_more():
    once, _ = settle(EDITED, fingerprints([renumbered(HELLO, "9"), YES], []))
    assert settle(once, fingerprints([renumbered(HELLO, "9"), YES], [])) == (once, {})


def test_a_shot_whose_media_went_missing_keeps_what_it_was():
    there = replace(shot(1, 0, 24), name="street")
    decided = prompt_shots(UNDECIDED, {"shot:street": there}, prompt="rain")
    offline = replace(there, picture=None)
    kept = apply(material([offline], []), decided).decisions
    assert kept == decided


def test_muted_lines_and_shots_are_told_in_one_note():
    decided = edit_line(edit_line(UNDECIDED, HELLO, muted=True), YES, muted=True)
    decided = prompt_shots(decided, {"shot:shot 1": shot(1, 0, 24)}, muted=True)
    (note,) = apply(material([shot(1, 0, 24)], [HELLO, YES]), decided).material.problems
    assert note.message == "muted by decision and left out: 2 lines and 1 shot"


def test_several_that_fit_nothing_are_told_of_in_a_line():
    lines = [cue(n * 1000, n * 1000 + 500, f"Line {n}.") for n in range(1, 6)]
    decisions = UNDECIDED
    for line in lines:
        decisions = edit_line(decisions, line, muted=True)
    (note,) = apply(material([], [YES]), decisions).material.problems
    assert note.message == (
        "what was decided about 5 lines, 'Line 1.' (0:01.000), 'Line 2.' (0:02.000), "
        "'Line 3.' (0:03.000) and 2 more, fits no line any more; it is kept"
    )
