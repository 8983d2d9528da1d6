"""The whole method once, at the smallest scale: every stage, every arm, the report."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from deepaudio.training.demo import demonstration, seed
from deepaudio.training.demo.report import Mean
from deepaudio.training.demo.scale import SHORT
from deepaudio.training.loop import StepReport
from deepaudio_plugin.core.errors import TrainingError
from tests.helpers.command import deepaudio


@pytest.mark.slow
def test_all_stages_learn_what_the_corpus_holds(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In one seed, and only what shows after so few steps."""
    done = deepaudio("train", "demo", "--short", "--seeds", 1, "--out", tmp_path / "out")
    assert done.code in (0, 1), done.err  # 1: not every claim shows at this scale
    found = json.loads((tmp_path / "out" / "demo.json").read_text("utf-8"))
    (one,) = found["seeds"]
    shown = one["shows_speaker"]

    def gain(what: str, better: str, than: str) -> Mean:
        pairs = zip(one["arms"][better][what], one["arms"][than][what], shown, strict=True)
        sign = -1 if what == "loss" else 1
        return Mean.of([sign * (a - b) for a, b, speaks in pairs if speaks])

    for arm in ("text alone", "published", "fusion"):
        assert gain("loss", arm, "untrained").is_above
    for than in ("untrained", "text alone", "fusion, no picture", "fusion, another clip's picture"):
        assert gain("timing", "fusion", than).is_above
    losses = one["losses"]
    assert set(losses) == {"v2a", "tts", "v2s", "text", "published", "mof", "voice"}
    assert all(len(losses[s]) == getattr(SHORT, f"{s}_steps".replace("v2a", "sound"))
               for s in ("v2a", "tts", "v2s", "mof", "voice"))  # fmt: skip
    voice = one["new_voice"]
    gained = zip(voice["without"], voice["with"], strict=True)
    assert Mean.of([without - learnt for without, learnt in gained]).is_above
    told = capfd.readouterr().out
    assert len(re.findall(r"^\| fusion", told, re.M)) >= 3  # a table to read, not one long line
    page = (tmp_path / "out" / "demo.md").read_text("utf-8")
    assert len(re.findall(r"^\| fusion", page, re.M)) >= 3
    assert (tmp_path / "out" / "timing.svg").is_file()


@pytest.mark.slow
def test_a_seed_that_fails_is_named_and_the_others_are_ended() -> None:
    empty = type(SHORT)(**{**vars(SHORT), "clips": 0})
    with pytest.raises(TrainingError, match=r"(?s)seed \d of the demonstration failed.*Error"):
        demonstration.run(empty, [0, 1], lambda *_: None)


def test_a_seed_tells_how_far_it_is() -> None:
    told: list[tuple[str, float]] = []
    steps = seed._Steps(SHORT, lambda what, share: told.append((what, share)))
    assert steps.share == 0
    assert told == []
    for step in range(1, 16):
        steps("v2a", StepReport(step, 15, 0.0, 1.0, 1e-3, 1.0))
    assert [what for what, _ in told] == ["v2a: step 10 of 15", "v2a: step 15 of 15"]
    assert 0 < told[0][1] < told[1][1] == steps.share < 1
