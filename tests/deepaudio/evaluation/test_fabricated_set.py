"""A set with planted failures: what the published scripts make of it, and what is honest.

All expected values are worked out here by hand, from the transcripts and embeddings below.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from deepaudio.evaluation import results
from deepaudio.evaluation.running import Wanted, evaluate, listed_for
from deepaudio.evaluation.scoring import TRUTH
from deepaudio.evaluation.summary import HONEST, PUBLISHED, Figure

pytest.importorskip("whisper_normalizer", reason="the extra [bench] is not installed")

RATE = 24_000

# by file: what is said and heard, the generated sound, and the cosine of its embedding with (1, 0)
FILES: list[tuple[str, str, str, tuple[float, float]]] = [
    ("I've a well-known dog.", "I've a well known dog", "tone", (0.6, 0.8)),
    ("The cat sat.", "the cat sat down here", "tone", (0.0, 1.0)),
    ("Go home now.", "", "nan", (0.0, 0.0)),
    ("Old men.", "", "silence", (0.8, 0.6)),
    ("Yes.", "yes yes yes", "tone", (0.6, 0.8)),  # its target is missing
]


def sound(kind: str) -> np.ndarray:
    t = np.arange(RATE) / RATE
    tone = 0.2 * np.sin(2 * np.pi * 220 * t).astype(np.float32)
    return {"tone": tone, "nan": np.full_like(tone, np.nan), "silence": np.zeros_like(tone)}[kind]


class Set:
    """Folders as the authors' scripts lay them, and the features of a network nobody has here."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("gen", "tgt", "ref", "features"):
            (folder / name).mkdir()
        self.lines: list[str] = []

    def add(self, said: str, heard: str, kind: str, embedding: tuple[float, float]) -> str:
        name = f"{len(self.lines):08d}"
        self.lines.append(f"p.wav\tNone\tprompt\tFilm/Ann-00-{name}.wav\tNone\t{said}\n")
        for side, what in (("gen", kind), ("tgt", "tone"), ("ref", "tone")):
            path = self.folder / side / f"{name}.wav"
            soundfile.write(path, sound(what), RATE, subtype="FLOAT")
        self.feature("whisper", "gen", f"{name}.txt", heard)
        self.feature("whisper", "tgt", f"{name}.txt", said)
        for extractor in ("wavlm-base-sv", "wav2vec2-emotion", "wavlm-large-ecapa"):
            self.feature(extractor, "gen", f"{name}.npz", embedding)
            self.feature(extractor, "tgt", f"{name}.npz", (1.0, 0.0))
            self.feature(extractor, "ref", f"{name}.npz", (1.0, 0.0))
        return name

    def feature(self, extractor: str, side: str, name: str, content: Any) -> None:
        path = self.folder / "features" / extractor / side / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".txt":
            path.write_text(content, encoding="utf-8")
        else:
            np.savez(path, embedding=np.array(content))

    def judged(self, benchmark: str = "v2s") -> dict[tuple[str, str, str], Figure]:
        """Figures by row, arithmetic and metric; also written to `out`."""
        path = self.folder / "v2c_test.lst"
        path.write_text("".join(self.lines), encoding="utf-8")
        wanted = Wanted(
            benchmark,
            "model",
            gen=self.folder / "gen",
            tgt=self.folder / "tgt",
            ref=self.folder / "ref",
            features=self.folder / "features",
            as_published=True,
        )
        result, rows = evaluate(listed_for(benchmark, path, wanted), wanted, self.folder / "out")
        results.write(result, rows, self.folder / "out")
        assert results.read(self.folder / "out").figures[0].value == result.figures[0].value
        return {(f.row, f.arithmetic, f.metric): f for f in result.figures}


@pytest.fixture
def made(tmp_path: Path) -> Set:
    made = Set(tmp_path)
    names = [made.add(*file) for file in FILES]
    (tmp_path / "tgt" / f"{names[4]}.wav").unlink()
    return made


def test_word_errors(made: Set) -> None:
    figures = made.judged()
    # as published: "ive a wellknown dog" 2/4; 2 inserted in 3; NaN 1; nothing heard 1; 2 in 1
    published = figures["model", PUBLISHED, "wer"]
    assert published.value == round((2 / 4 + 2 / 3 + 1 + 1 + 2) / 5 * 100, 3) == 103.333
    assert (published.n, published.n_dropped) == (5, 0)
    # honest: "i have a well known dog" 0 of 6, 2 of 3, failures 3 of 3 and 2 of 2, 2 of 1
    honest = figures["model", HONEST, "wer"]
    assert honest.value == pytest.approx(100 * (0 + 2 + 3 + 2 + 2) / (6 + 3 + 3 + 2 + 1))
    assert (honest.n, honest.n_failed, honest.n_left_out) == (5, 2, 0)


def test_similarity_of_speakers(made: Set) -> None:
    figures = made.judged()
    # as published: 0 is not above 0, NaN is dropped, silence has a voice, no target: skipped
    published = figures["model", PUBLISHED, "spk-sim"]
    assert published.value == pytest.approx(100 * (0.6 + 0.8) / 2)
    assert (published.n, published.n_dropped) == (2, 3)
    # honest: 0.6 and 0, and 0 for NaN and for silence; without a target nothing is compared
    honest = figures["model", HONEST, "spk-sim"]
    assert honest.value == pytest.approx(100 * 0.6 / 4)
    assert (honest.n, honest.n_failed, honest.n_left_out) == (4, 2, 1)


def test_similarity_of_emotions_is_nan_because_of_one_file(made: Set) -> None:
    figures = made.judged()
    published = figures["model", PUBLISHED, "emo-sim"]
    assert published.value is not None and math.isnan(published.value)
    assert "46.667 without" in published.note  # (60 + 0 + 80) / 3
    assert figures["model", HONEST, "emo-sim"].value == pytest.approx(60 / 4)


def test_similarity_to_the_prompt(made: Set) -> None:
    figures = made.judged("tts")
    # as published: NaN is skipped, the rest is a plain mean
    published = figures["model", PUBLISHED, "sim-o"]
    assert published.value == round((0.6 + 0.0 + 0.8 + 0.6) / 4, 3) == 0.5
    assert (published.n, published.n_dropped) == (4, 1)
    assert figures["model", HONEST, "sim-o"].value == pytest.approx((0.6 + 0 + 0 + 0 + 0.6) / 5)


def test_a_missing_file_ends_the_published_count_of_words_and_fails_honestly(made: Set) -> None:
    (made.folder / "gen" / "00000001.wav").unlink()
    figures = made.judged()
    published = figures["model", PUBLISHED, "wer"]
    assert published.value is None and "stops: 00000001 is missing" in published.note
    honest = figures["model", HONEST, "wer"]
    assert honest.value == pytest.approx(100 * (0 + 3 + 3 + 2 + 2) / (6 + 3 + 3 + 2 + 1))
    assert honest.n_failed == 3


def test_a_text_without_words_ends_the_published_count_and_is_left_out(made: Set) -> None:
    made.add("…!", "hm", "tone", (0.6, 0.8))
    figures = made.judged()
    assert figures["model", PUBLISHED, "wer"].value is None
    assert figures["model", HONEST, "wer"].n_left_out == 1


def test_the_ground_truth_has_its_own_row(made: Set) -> None:
    figures = made.judged()
    truth = figures[TRUTH, HONEST, "wer"]
    assert (truth.value, truth.n) == (0.0, 4)
    assert (truth.n_failed, truth.n_left_out) == (0, 1)  # nothing failed, a target is lost


def test_each_file_has_a_line_with_its_values_or_the_reason_why_not(made: Set) -> None:
    made.judged()
    text = (made.folder / "out" / results.FILES).read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    by_id = {(line["row"], line["id"]): line for line in lines}
    assert len(lines) == 2 * len(FILES)
    nan = by_id["model", "00000002"]
    assert nan["fault"] == "not finite"
    assert nan["scores"]["wer"] == {
        "value": 1.0,
        "state": "failed",
        "reason": "the sound is not finite: 24000 samples are no numbers",
    }
    lost = by_id["model", "00000004"]["scores"]["spk-sim"]
    assert lost["state"] == "left out" and "the target is missing" in lost["reason"]
    assert by_id["model", "00000000"]["scores"]["wer"]["published"] == 0.5
    assert by_id["model", "00000000"]["speaker"] == "Ann"


def test_features_that_do_not_fit_are_no_failure_of_the_sound(made: Set) -> None:
    made.feature("wavlm-base-sv", "gen", "00000000.npz", (1.0, 0.0, 0.0))
    made.feature("wavlm-base-sv", "gen", "00000001.npz", (math.nan, 0.0))
    figure = made.judged()["model", HONEST, "spk-sim"]
    assert (figure.value, figure.n, figure.n_failed) == (None, 0, 0)
    assert "wavlm-base-sv" in figure.note and "do not fit" in figure.note


def test_a_metric_without_its_network_says_what_it_needs(made: Set) -> None:
    import shutil

    shutil.rmtree(made.folder / "features" / "wavlm-base-sv")
    figure = made.judged()["model", HONEST, "spk-sim"]
    assert figure.value is None
    for part in ("microsoft/wavlm-base-sv", "0.4 GB", "CC BY-SA 3.0", "docs/evaluation.md"):
        assert part in figure.note


def test_a_sound_that_no_line_names_is_said(made: Set) -> None:
    soundfile.write(made.folder / "gen" / "extra.wav", sound("tone"), RATE, subtype="FLOAT")
    made.judged()
    (said,) = [p for p in results.read(made.folder / "out").problems if "no line" in p]
    assert said.endswith("gen: extra.wav")
