"""Tokens, chunks and lengths of a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio.features.speech_text import (
    Vocabulary,
    chunk_text,
    finished_ref_text,
    spaced_ref_text,
    tokens_of,
    total_frames,
)


def test_latin_text_is_read_letter_by_letter() -> None:
    assert "".join(tokens_of("Don't stop; “go”!")) == 'Don\'t stop, "go"!'


def test_chinese_is_read_as_syllables_with_a_space_before_each() -> None:
    assert tokens_of("你好") == [" ", "ni2", " ", "hao3"]


def test_a_latin_word_behind_chinese_gets_a_space() -> None:
    assert tokens_of("你好abc") == [" ", "ni2", " ", "hao3", " ", "a", "b", "c"]


@pytest.mark.parametrize(
    "text", ["ありがとう", "한국어", "नमस्ते", "Привет", "👩‍🚀", "ⅷ\u200b", "\x00"]
)
def test_scripts_the_network_never_saw_still_give_tokens(text: str) -> None:
    assert "".join(tokens_of(text)).replace(" ", "") == text


def test_empty_text_has_no_tokens_and_no_chunks() -> None:
    assert tokens_of("") == []
    assert chunk_text("", 10) == chunk_text("  ", 10) == []


def test_a_vocabulary_is_read_whatever_its_line_endings(tmp_path: Path) -> None:
    path = tmp_path / "vocab.txt"
    path.write_bytes(" \r\na\r\n你\r\n".encode())
    vocabulary = Vocabulary.read(path)
    assert vocabulary.size == 3
    assert vocabulary.ids([["a", "x", "你"], ["a"]]).tolist() == [[1, 0, 2], [1, -1, -1]]
    assert vocabulary.unknown(["a", "x", "y", "x"]) == ["x", "y"]


def test_a_vocabulary_without_its_space_is_refused() -> None:
    with pytest.raises(ValueError, match="starts with the space"):
        Vocabulary(["a", " "])


def test_chunks_hold_all_text_in_order_within_the_limit() -> None:
    text = "One two. Three, four; five! 六，七。 Eight?"
    for limit in range(8, 50):
        chunks = chunk_text(text, limit)
        assert "".join(chunks).replace(" ", "") == text.replace(" ", "")
        assert all(len(chunk.encode()) <= max(limit, 12) for chunk in chunks)


@pytest.mark.parametrize(
    ("text", "finished"),
    [("Hi", "Hi. "), ("Hi.", "Hi. "), ("Hi. ", "Hi. "), ("好。", "好。"), ("Hi!", "Hi!. ")],
)
def test_reference_text_ends_its_sentence(text: str, finished: str) -> None:
    assert finished_ref_text(text) == finished


def test_only_latin_reference_text_gets_a_space() -> None:
    assert spaced_ref_text("Hi.") == "Hi. "
    assert spaced_ref_text("好。") == "好。"


def test_faster_speech_is_shorter() -> None:
    frames = [total_frames(100, "abcde", "fghij", speed) for speed in (0.5, 1.0, 2.0)]
    assert frames == [300, 200, 150]
