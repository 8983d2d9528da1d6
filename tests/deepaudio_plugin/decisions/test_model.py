from pathlib import Path

from deepaudio_plugin.core.options import MAX_SEED
from deepaudio_plugin.decisions.model import (
    MAX_RENDERED,
    UNDECIDED,
    TakeDecision,
    ask_take,
    cast,
    choose_take,
    edit_line,
    free_seed,
    note_rendered,
    prompt_shots,
)
from deepaudio_plugin.decisions.refs import Fingerprint, cue_fingerprint, cue_ref
from deepaudio_plugin.decisions.subtitle_files import give_subtitles, subtitle_paths
from tests.helpers.material import cue, shot

LINE = cue(500, 1500, "Who is there?", "MARA")
REF, WAS = cue_ref(LINE), cue_fingerprint(LINE)


def test_an_edit_keeps_what_the_line_was():
    decided = edit_line(UNDECIDED, LINE, text="  Who is\nit? ", speaker="JON")
    assert (decided.lines[REF].text, decided.lines[REF].speaker) == ("Who is it?", "JON")
    assert decided.fingerprints == {REF: Fingerprint("Who is there?", 0.5)}
    assert UNDECIDED.lines == {}


def test_the_files_own_words_take_an_edit_back_and_leave_nothing():
    decided = edit_line(UNDECIDED, LINE, text="No.", speaker="")
    assert decided.lines[REF].speaker == ""
    assert edit_line(decided, LINE, text="Who is there?", speaker="MARA") == UNDECIDED
    assert edit_line(edit_line(UNDECIDED, LINE, text="No."), LINE, text=" ") == UNDECIDED


def test_what_is_not_said_stays_as_it_is():
    decided = edit_line(edit_line(UNDECIDED, LINE, text="No."), LINE, muted=True)
    assert (decided.lines[REF].text, decided.lines[REF].muted) == ("No.", True)


def test_prompts_of_several_shots_at_once():
    shots = {"shot:a": shot(1, 0, 24), "shot:b": shot(2, 24, 24)}
    decided = prompt_shots(UNDECIDED, shots, prompt="rain")
    decided = prompt_shots(decided, {"shot:a": shots["shot:a"]}, negative_prompt="birds")
    assert decided.shots["shot:a"].prompt == decided.shots["shot:b"].prompt == "rain"
    assert decided.shots["shot:a"].negative_prompt == "birds"
    assert prompt_shots(decided, shots, prompt="", negative_prompt="") == UNDECIDED


def test_a_speaker_is_one_person_however_spelled():
    decided = cast(cast(UNDECIDED, "MARA", "alto"), "Mara", "tenor")
    assert decided.cast == {"Mara": "tenor"}
    assert cast(decided, "mara", "") == UNDECIDED


def test_takes_are_asked_for_once_each_and_in_order():
    decided = UNDECIDED
    for seed in (3, 1, 3):
        decided = ask_take(decided, REF, WAS, seed)
    assert decided.takes[REF].seeds == (3, 1)


def test_a_free_seed_is_the_next_one_and_never_too_large():
    assert free_seed([]) == 0
    assert free_seed([0, 4]) == 5
    assert free_seed([MAX_SEED, 0, 1]) == 2


def test_a_choice_taken_back_leaves_nothing():
    decided = choose_take(UNDECIDED, REF, WAS, "k" * 64, 3)
    assert decided.takes[REF] == TakeDecision(chosen="k" * 64, chosen_seed=3)
    assert choose_take(decided, REF, WAS, "") == UNDECIDED


def test_the_newest_renders_are_remembered():
    decided = UNDECIDED
    for number in (*range(MAX_RENDERED + 3), 5):
        decided = note_rendered(decided, REF, WAS, f"key-{number}")
    rendered = decided.takes[REF].rendered
    assert len(rendered) == MAX_RENDERED
    assert rendered[-2:] == (f"key-{MAX_RENDERED + 2}", "key-5")


def test_subtitles_below_the_timeline_travel_with_it(tmp_path):
    film, other = tmp_path / "film", tmp_path / "else" / "b.srt"
    decided = give_subtitles(UNDECIDED, [film / "subs" / "a.srt", other, other], film)
    assert decided.subtitles == ("subs/a.srt", str(other))
    moved = Path("/elsewhere")
    assert subtitle_paths(decided, moved) == (moved / "subs" / "a.srt", other)
