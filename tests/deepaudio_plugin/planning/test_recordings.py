"""`--cast SPEAKER=FILE`: the recording and its words."""

from __future__ import annotations

import pytest

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import UsageError
from deepaudio_plugin.planning.recordings import check_voice, merged_cast, recording_of, rooted


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "mara.wav"
    path.write_bytes(b"sound")
    return path


def test_words_lie_beside_the_recording(recording):
    recording.with_suffix(".txt").write_text("\ufeffWho is\n there?\n", encoding="utf-8")
    found = recording_of(str(recording))
    assert (found.path, found.text) == (str(recording), "Who is there?")


def test_words_behind_a_colon_come_first(recording):
    recording.with_suffix(".txt").write_text("Others.")
    assert recording_of(f"{recording}:It is: me.").text == "It is: me."


def test_a_colon_may_belong_to_the_name(tmp_path):
    drive = tmp_path / "c:voices"
    drive.mkdir()
    (drive / "a.wav").write_bytes(b"sound")
    assert recording_of(f"{drive / 'a.wav'}:Words.").text == "Words."
    odd = tmp_path / "take 1: good"
    odd.write_bytes(b"sound")
    assert recording_of(f"{odd}:Words.").path == str(odd)


def test_names_of_voices_are_no_recordings():
    assert recording_of("alto") is None
    assert recording_of("alto:deep") is None


def test_a_recording_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match="there is no recording"):
        recording_of(str(tmp_path / "gone.flac"))


def test_a_recording_without_words_says_where_to_write_them(recording):
    with pytest.raises(UsageError, match=r"what is said in mara\.wav") as caught:
        recording_of(str(recording))
    assert "mara.txt" in caught.value.hint
    recording.with_suffix(".txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        recording_of(str(recording))


MODEL = EngineInfo(
    "deepaudio-v1", True, "", voices=("ann",), variants={"small": "abc"}, recordings=True
)
SKETCH = EngineInfo("sketch", True, "", voices=("ann", "bob"))


def test_a_voice_can_be_checked_before_it_is_cast(recording):
    assert check_voice("bob", SKETCH) == check_voice(f"{recording}:Words.", MODEL) == ""
    assert "there is no voice 'bob'" in check_voice("bob", MODEL)
    assert "what is said in mara.wav?" in check_voice(str(recording), MODEL)
    assert "there is no recording" in check_voice("gone.wav:Words.", MODEL)
    assert "speaks with its own voices" in check_voice(f"{recording}:Words.", SKETCH)


def test_a_recording_decided_on_counts_from_the_timelines_folder(recording):
    folder = recording.parent
    assert rooted("mara.wav:It is: me.", folder) == f"{recording}:It is: me."
    assert rooted("mara.wav", folder) == str(recording)
    assert rooted(f"{recording}:Words.", folder) == f"{recording}:Words."
    assert rooted("alto", folder) == "alto"
    wished, notes = merged_cast((), {"MARA": "mara.wav:Words."}, MODEL, folder)
    assert (wished, notes) == ([("MARA", f"{recording}:Words.")], [])


def test_words_as_long_as_a_page_are_no_files_name(recording):
    words = "word " * 2000
    assert recording_of(f"{recording}:{words}").text == words.strip()
