"""Which words of a line are told as wrong, by what was heard."""

from __future__ import annotations

import pytest

from deepaudio.checking.verdict import at_moment, word_reason
from deepaudio.checking.words import compare, compare_many

LINE = "The ferry leaves at half past seven, so be at the harbour."


def test_what_is_heard_as_it_is_written_has_no_fault():
    assert compare(LINE, "the ferry leaves at half past 7 so be at the harbor").count == 0


@pytest.mark.parametrize(
    ("heard", "field", "told"),
    [
        ("The ferry leaves at half past seven, so be at the.", "missed", ("harbor",)),
        ("The ferry leaves leaves at half past seven so be at the harbor", "repeated", ("leaves",)),
        ("The ferry sinks at half past seven, so be at the harbor", "replaced", None),
        ("The ferry never leaves at half past seven, so be at the harbor", "added", ("never",)),
    ],
)
def test_a_word_that_is_wrong_is_told_by_kind(heard, field, told):
    found = compare(LINE, heard)
    assert found.count == 1
    assert getattr(found, field) == (told or (("leaves", "sinks"),))


def test_what_sounds_alike_counts_as_heard():
    for text, heard in (
        ("The wind took it.", "The wind ticket."),
        ("Her name is Zoë Quynh.", "Her name is Zoe Quinn."),
        ("I want to go too.", "I want to go two."),
    ):
        assert compare(text, heard).weighty == 0, heard


def test_small_words_that_a_recogniser_drops_make_no_take_bad():
    small = word_reason(compare(LINE, "ferry leaves at half past seven so be at harbor"))
    assert small is not None
    assert not small.is_bad


def test_a_stutter_that_is_heard_as_one_word_is_no_fault():
    assert compare("I… I don't know.", "I don't know.").count == 0
    assert compare("Wait, wait, wait… what?", "Wait, what?").count > 0


def test_two_weighty_words_make_a_take_bad_and_one_is_worth_a_look():
    one = word_reason(compare(LINE, "The ferry leaves at half past seven so be at the"))
    assert one is not None
    assert not one.is_bad
    two = word_reason(compare(LINE, "The leaves at half past seven so be at the"))
    assert two is not None
    assert two.is_bad
    assert "missed: ferry, harbor" in two.text


def test_lines_heard_one_after_the_other_keep_their_own_faults():
    texts = ["Where is the lamp?", "Behind the yellow curtain.", "Thank you."]
    found = compare_many(texts, "where is the lamp behind the curtain thank you")
    assert [faults.count for faults in found] == [0, 1, 0]
    assert found[1].missed == ("yellow",)


def test_nothing_heard_is_everything_missed():
    assert compare("Where is the lamp?", "").missed == ("where", "is", "the", "lamp")
    assert compare("", "where").count == 0


def test_another_line_altogether_is_bad():
    other = compare(LINE, "Nobody knows what became of them.")
    assert other.count >= 8
    reason = word_reason(other)
    assert reason is not None
    assert reason.is_bad
    assert word_reason(compare(LINE, ""), is_measured=False).is_bad


def test_another_line_that_shares_a_small_word_is_bad():
    other = compare("Hello? Is this your ball?", "Only the door. Come in, the kettle is on.")
    assert other.weighty < 2
    assert word_reason(other).is_bad
    assert word_reason(other, is_measured=False).is_bad


def test_what_a_recogniser_says_over_and_over_is_told_in_its_first_words():
    reason = word_reason(compare("Hello? Is this your ball?", "e " * 90))
    assert reason.text.endswith("(e e e e e e e e …)")


def test_a_moment_at_the_cue_has_no_sign():
    assert [at_moment(s) for s in (-0.001, -0.3, 1.234)] == ["at 0.00 s", "at -0.30 s", "at 1.23 s"]


def test_other_languages_are_compared_by_their_words():
    line = "Die Fähre fährt um halb acht, sei pünktlich!"
    assert compare(line, "die fähre fährt um halb acht sei pünktlich", "de").count == 0
    missed = compare(line, "Die Fähre fährt um acht, sei pünktlich.", "de")
    assert missed.missed == ("halb",)


def test_mandarin_is_compared_by_its_syllables_however_they_are_written():
    line = "你好，世界。"
    assert compare(line, "你好世界", "zh").words == 4
    assert compare(line, "妳好, 事界", "zh").count == 0  # other signs of the same sound
    assert compare(line, "你好，中国。", "zh").count == 2


def test_where_nobody_has_measured_a_recogniser_few_words_make_no_take_bad():
    line = "Die alte Fähre fährt heute Abend um halb acht von hier"
    few = compare(line, "Die alte Fähre fährt morgen Abend um neun acht von hier", "de")
    assert few.weighty >= 2
    assert word_reason(few).is_bad
    assert not word_reason(few, is_measured=False).is_bad
    assert word_reason(compare(line, "Rhabarber", "de"), is_measured=False).is_bad


def test_a_line_is_kept_as_it_was_heard_from_its_first_word_to_its_last():
    found = compare("The old ferry leaves at seven.", "the ferry leaves leaves at nine")
    assert [(one.state, one.wanted, one.heard) for one in found.heard] == [
        ("same", "the", "the"),
        ("missed", "old", ""),
        ("same", "ferry leaves", "ferry leaves"),
        ("repeated", "", "leaves"),
        ("same", "at", "at"),
        ("replaced", "7", "9"),
    ]


def test_of_lines_heard_as_one_each_keeps_its_own_words():
    first, second = compare_many(["Wait here.", "I will come back."], "wait I will not come back")
    assert [one.state for one in first.heard] == ["same", "missed"]
    assert [one.heard for one in second.heard] == ["i will", "not", "come back"]


def test_of_lines_heard_as_one_none_answers_for_the_next():
    texts = ["Flight 417 leaves from gate B12.", "He could lead if he would get it out."]
    heard = "Flight 417 leaves from gate. The captain Reyes versus lieutenant would get it out."
    first, second = compare_many(texts, heard)
    assert first.count >= 1
    assert second.count >= 3
    assert sum(one.count for one in compare_many(texts, " ".join(texts))) == 0


def test_words_between_two_lines_may_be_of_either():
    first, second = compare_many(["Wait here.", "I am back."], "wait here nonsense i am back")
    assert (first.added, second.added) == (("nonsense",), ("nonsense",))


def test_what_is_heard_beyond_a_line_may_be_of_the_one_before():
    texts = ["He could get the lead out.", "Upon seeing the tear I shed one."]
    heard = "he could get the lead out the lead out they could the tear i shed one"
    first, second = compare_many(texts, heard)
    assert first.count and second.count
