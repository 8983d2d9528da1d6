"""Decisions stay on their line and shot, or on none."""

import pytest

from deepaudio_plugin.decisions.matching import find_again
from deepaudio_plugin.decisions.refs import Fingerprint

SAID = {
    "cue:1": Fingerprint("Hello.", 1.0),
    "cue:2": Fingerprint("Yes.", 2.0),
    "cue:3": Fingerprint("Yes.", 4.0),
}


def test_what_did_not_change_is_itself():
    assert find_again(SAID, SAID) == {ref: ref for ref in SAID}


def test_a_caption_more_moves_every_number_and_no_decision():
    now = {"cue:1": Fingerprint("Yes.", 0.5)}
    now |= {f"cue:{int(ref[4:]) + 1}": was for ref, was in SAID.items()}
    assert find_again(SAID, now) == {"cue:1": "cue:2", "cue:2": "cue:3", "cue:3": "cue:4"}


def test_a_file_that_is_shifted_keeps_its_numbers():
    now = {ref: Fingerprint(was.text, was.start_s + 3600) for ref, was in SAID.items()}
    assert find_again(SAID, now) == {ref: ref for ref in SAID}


def test_shifted_and_renumbered_lines_are_found_by_words_in_order():
    now = {f"line-{ref}": Fingerprint(was.text, was.start_s + 0.3) for ref, was in SAID.items()}
    now = {ref.replace("line-cue:", "cue:x"): was for ref, was in now.items()}
    assert find_again(SAID, now) == {"cue:1": "cue:x1", "cue:2": "cue:x2", "cue:3": "cue:x3"}


def test_other_words_under_the_same_number_are_another_line():
    assert find_again({"cue:1": SAID["cue:1"]}, {"cue:1": Fingerprint("Goodbye.", 1.0)}) == {}


def test_a_line_and_a_shot_of_the_same_words_are_not_mixed_up():
    assert find_again({"shot:Hello.": Fingerprint("Hello.", 1.0)}, {"cue:1": SAID["cue:1"]}) == {}


def test_one_line_takes_one_decision_the_nearest():
    both = {"cue:1": Fingerprint("Yes.", 1.0), "cue:9": Fingerprint("Yes.", 9.0)}
    assert find_again(both, {"cue:5": Fingerprint("Yes.", 8.0)}) == {"cue:9": "cue:5"}


def test_as_many_lines_as_before_keep_their_order_however_far_they_moved():
    now = {"cue:x": Fingerprint("Yes.", 7.0), "cue:y": Fingerprint("Yes.", 9.0)}
    assert find_again(SAID, now) == {"cue:2": "cue:x", "cue:3": "cue:y"}


def test_shots_of_one_name_are_told_apart_by_their_media():
    was = {
        "shot:clip": Fingerprint("clip", 0.0, "a.mov"),
        "shot:clip#2": Fingerprint("clip", 0.0, "b.mov"),
    }
    now = {
        "shot:clip": Fingerprint("clip", 0.0, "c.mov"),
        "shot:clip#2": was["shot:clip"],
        "shot:clip#3": was["shot:clip#2"],
    }
    assert find_again(was, now) == {"shot:clip": "shot:clip#2", "shot:clip#2": "shot:clip#3"}


@pytest.mark.parametrize(
    "now",
    [
        {"shot:renamed": Fingerprint("renamed", 5.0, "a.mov")},
        {"shot:street": Fingerprint("street", 5.0, "proxy.mov")},
        {"shot:street": Fingerprint("street", 6.5, "a.mov")},
        {"shot:street": Fingerprint("street", 0.0)},
        {"shot:street#2": Fingerprint("street", 6.5, "a.mov")},
    ],
    ids=["renamed", "relinked", "trimmed", "media missing", "trimmed and counted anew"],
)
def test_a_shot_that_was_changed_is_found_again(now):
    was = {"shot:street": Fingerprint("street", 5.0, "a.mov")}
    assert list(find_again(was, now).values()) == list(now)


def test_a_clip_without_a_name_is_only_its_picture():
    was = {"shot:shot 2": Fingerprint("", 5.0, "a.mov")}
    assert find_again(was, {"shot:shot 3": Fingerprint("", 5.0, "a.mov")}) == {
        "shot:shot 2": "shot:shot 3"
    }
    assert find_again(was, {"shot:shot 2": Fingerprint("", 9.0, "a.mov")}) == {}


@pytest.mark.parametrize(
    ("was", "surer", "other"),
    [
        (
            {"shot:was": Fingerprint("was", 5.0, "a.mov")},
            {"shot:now": Fingerprint("was", 5.02, "a.mov")},
            {"shot:here": Fingerprint("other", 4.98, "a.mov")},
        ),
        (
            {"shot:was": Fingerprint("was", 5.0, "a.mov")},
            {"shot:now": Fingerprint("renamed", 5.0, "a.mov")},
            {"shot:here": Fingerprint("was", 5.0, "proxy.mov")},
        ),
        (
            {"shot:was": Fingerprint("was", 5.0, "a.mov")},
            {"shot:was#2": Fingerprint("was", 5.0, "proxy.mov")},
            {"shot:was": Fingerprint("was", 9.0, "a.mov")},
        ),
        (
            {"cue:1": Fingerprint("Yes.", 1.0)},
            {"cue:1": Fingerprint("Yes.", 9.0)},
            {"cue:2": Fingerprint("Yes.", 5.0)},
        ),
    ],
    ids=[
        "name, media and place before media and place",
        "media and place before name and place",
        "name and place before reference",
        "reference before words that are nearest",
    ],
)
def test_of_two_that_fit_the_surer_rule_decides(was, surer, other):
    ((ref, _),) = was.items()
    ((wanted, _),) = surer.items()
    assert find_again(was, {**other, **surer}) == {ref: wanted}
    assert list(find_again(was, other)) == [ref]  # it would have fitted


def test_what_a_surer_rule_has_taken_no_other_rule_gives_away():
    was = {"cue:1": Fingerprint("Yes.", 1.0), "cue:2": Fingerprint("Yes.", 2.0)}
    now = {"cue:2": Fingerprint("Yes.", 1.0)}
    assert find_again(was, now) == {"cue:1": "cue:2"}


def test_a_shot_whose_media_are_counted_from_elsewhere_under_another_name():
    was = {"shot:street": Fingerprint("street", 3605.0, "a.mov", clock_s=3600.0)}
    now = {
        "shot:a": Fingerprint("a", 4.0, "a.mov"),
        "shot:a#2": Fingerprint("a", 5.0, "a.mov"),
    }
    assert find_again(was, now) == {"shot:street": "shot:a#2"}
    assert find_again({"shot:a#2": now["shot:a#2"]}, was) == {"shot:a#2": "shot:street"}


def retimed(number: int, speed: float, texts: list[str]) -> dict[str, Fingerprint]:
    """Lines a second apart, counted from `number`, in a film that is run at another speed."""
    return {
        f"cue:{number + n}": Fingerprint(text, 1000 + (100 * n) / speed)
        for n, text in enumerate(texts)
    }


@pytest.mark.parametrize("speed", [25 / 24, 24 / 25, 1000 / 1001])
def test_repeated_lines_of_a_film_that_is_run_faster_are_known_by_their_neighbours(speed):
    texts = ["Who?", "Yes.", "Where?", "Yes.", "When?", "Yes.", "Why?", "Yes."]
    was = retimed(1, 1.0, texts)
    now = retimed(5, speed, texts)
    del now["cue:8"]  # the second "Yes." is gone, so that counting does not help
    found = find_again(was, now)
    assert found == {f"cue:{n}": f"cue:{n + 4}" for n in (1, 2, 3, 5, 6, 7, 8)}
