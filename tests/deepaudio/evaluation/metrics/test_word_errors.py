"""Word error rates: the honest one and the published one, against jiwer."""

from __future__ import annotations

import random

import pytest

from deepaudio.evaluation.metrics import speakers_words, word_errors

WORDS = ["the", "door", "I've", "well-known", "four", "4", "ball", "rains", "tonight", "it's"]


def test_words_are_counted_as_substituted_inserted_and_deleted() -> None:
    pytest.importorskip("whisper_normalizer", reason="the extra [bench] is not installed")
    assert word_errors.words("The $40 door") == ["the", "$40", "door"]
    assert word_errors.rate([word_errors.WordErrors(1, 4), word_errors.WordErrors(2, 6)]) == 0.3
    assert word_errors.word_error_rate("forty dollars", "$40") == 0.0


def test_as_published_punctuation_is_deleted_within_words_too() -> None:
    # "ive a wellknown dog" against "ive a well known dog": one substitution, one insertion
    rate = word_errors.published_word_error_rate("I've a well-known dog.", "I've a well known dog")
    assert rate == 2 / 4
    assert word_errors.published_word_error_rate("Forty dollars!", "$40") == 1.0
    assert word_errors.published_word_error_rate("Yes.", "yes yes yes") == 2.0  # not clipped
    assert word_errors.published_word_error_rate("Go “home”。", "go home") == 0.0


def test_a_text_without_words_has_no_rate() -> None:
    with pytest.raises(ValueError, match="no words"):
        word_errors.published_word_error_rate("…?!", "hello")


def test_the_published_rate_is_jiwers() -> None:
    jiwer = pytest.importorskip("jiwer", reason="jiwer is not installed")
    draw = random.Random(11)
    deleted = str.maketrans("", "", "".join(map(chr, word_errors._DELETED)))
    for _ in range(200):
        said, heard = ("  ".join(draw.choices(WORDS, k=draw.randint(least, 9))) for least in (1, 0))
        plain = [t.translate(deleted).replace("  ", " ").lower() for t in (said, heard)]
        expected = jiwer.process_words(*plain).wer
        assert word_errors.published_word_error_rate(said, heard) == pytest.approx(expected)


def test_the_deleted_characters_are_zhons() -> None:
    hanzi = pytest.importorskip("zhon.hanzi", reason="zhon is not installed")
    assert hanzi.punctuation == word_errors.CHINESE_PUNCTUATION


def test_speakers_are_assigned_so_that_errors_are_fewest() -> None:
    said = [["come", "in"], ["thank", "you", "all"]]
    swapped = speakers_words.assigned_errors(said, [["thank", "you"], ["come", "in"]])
    assert (swapped.wrong, swapped.words) == (1, 5)
    one_too_many = speakers_words.assigned_errors(said, [["come", "in"], said[1], ["hm", "no"]])
    assert one_too_many.wrong == 2  # insertions
    assert speakers_words.assigned_errors(said, []).wrong == 5  # deletions


def test_cpwer_is_meetevals() -> None:
    wer = pytest.importorskip("meeteval.wer", reason="meeteval is not installed")
    draw = random.Random(3)
    for _ in range(40):
        said, heard = (
            [draw.choices(WORDS, k=draw.randint(1, 7)) for _ in range(draw.randint(1, 4))]
            for _ in range(2)
        )
        expected = wer.cp_word_error_rate([" ".join(s) for s in said], [" ".join(h) for h in heard])
        ours = speakers_words.assigned_errors(said, heard)
        assert (ours.wrong, ours.words) == (expected.errors, expected.length)
