"""The GPU bench: its command at a toy size, and the arithmetic of its figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from tests.bench import gpu
from tests.bench.gpu import DRAFT, FINAL, FRUGAL, GRAPHS, OURS, PLAIN, TOGETHER, Row


@pytest.mark.slow
def test_the_tiny_command_measures_every_stage_on_every_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--variants", "small_16k", "large_44k_v2", "--rounds", "1"]
    code = gpu.main(["--tiny", *options, "--out", str(tmp_path)])
    assert code == 0
    document = json.loads((tmp_path / "bench-gpu.json").read_text("utf-8"))
    assert document["tiny"]
    seen = {(r["variant"], r["stage"], r["path"], r["preset"]) for r in document["stages"]}
    for variant in ("small_16k", "large_44k_v2"):
        assert (variant, "sound", PLAIN, FINAL) in seen
        for path in (OURS, GRAPHS, FRUGAL, TOGETHER):
            assert {(variant, "sound", path, FINAL), (variant, "sound", path, DRAFT)} <= seen
            assert {("", "speech", path, FINAL), ("", "speech", path, DRAFT)} <= seen
        for path in (PLAIN, OURS):
            assert {(variant, "vae", path, FINAL), (variant, "vocoder", path, FINAL)} <= seen
            assert {("", stage, path, FINAL) for stage in ("clip", "synchformer", "vocos")} <= seen
    assert all(row["seconds"] > 0 and not row["problem"] for row in document["stages"])
    printed = capsys.readouterr().out
    assert printed.strip() in (tmp_path / "bench-gpu.md").read_text("utf-8")


def test_without_a_gpu_it_says_what_can_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    with pytest.raises(SystemExit, match="2"):
        gpu.main([])
    assert "--tiny" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        gpu.main(["--tiny", "--compile"])


def row(stage: str, path: str, seconds: float | None, weights: float = 0, peak: float = 0,
        preset: str = FINAL) -> Row:  # fmt: skip
    return Row("", stage, path, "bfloat16", preset, seconds, weights, peak)


def test_a_ratio_is_of_both_samplings_against_the_faster_plain_path() -> None:
    rows = [
        row("sound", PLAIN, 10), row("sound", PLAIN, 8), row("speech", PLAIN, 4),
        row("sound", GRAPHS, 2), row("speech", GRAPHS, 1), row("speech", GRAPHS, 0.5, preset=DRAFT),
    ]  # fmt: skip
    assert gpu.sampling_ratio(rows, GRAPHS, FINAL) == 4
    assert gpu.sampling_ratio(rows, GRAPHS, DRAFT) is None  # sound is missing


def test_a_stage_that_ran_out_of_memory_gives_no_ratio() -> None:
    rows = [row("sound", PLAIN, None), row("speech", PLAIN, 4), row("sound", GRAPHS, 2),
            row("speech", GRAPHS, 1)]  # fmt: skip
    assert gpu.sampling_ratio(rows, GRAPHS, FINAL) is None


def test_a_pass_is_held_against_takes_one_by_one_on_the_same_path() -> None:
    rows = [
        row("sound", OURS, 9), row("sound", GRAPHS, 3), row("speech", GRAPHS, 3),
        row("sound", TOGETHER, 1), row("speech", TOGETHER, 0.5),
        row("sound", TOGETHER, 1, preset=DRAFT),
    ]  # fmt: skip
    assert gpu.pass_ratio(rows, FINAL) == 4
    assert gpu.pass_ratio(rows, DRAFT) is None  # of one stage only
    assert gpu.pass_ratio([*rows[:3], row("sound", TOGETHER, None)], FINAL) is None


def test_memory_counts_what_stays_and_what_comes_and_goes() -> None:
    rows = [
        row("clip", OURS, 1, weights=4, peak=5),
        row("sound", OURS, 1, weights=2, peak=4),
        row("sound", FRUGAL, 1, weights=2, peak=3),
        row("vocoder", OURS, 1, weights=1, peak=2.5),
    ]
    assert gpu.moved_off_gb(rows) == 3 + 5  # while the encoder is there
    assert gpu.low_vram_gb(rows) == 5
    assert gpu.moved_off_gb(rows[1:]) == 3 + 2  # while sound is sampled
