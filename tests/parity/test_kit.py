"""The check itself: it fails where it should, and reads any kit of the format."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from deepaudio.features.mel import MEL_16K, log_mel
from tests.parity.__main__ import main
from tests.parity.check import UnknownModuleError, _compare, check
from tests.parity.excerpt import CASES, MAX_VALUES, thin
from tests.parity.kit import GOLDEN, GOLDEN_TRAIN, Kit

ROOT = Path(__file__).parents[2]


def made_kit(path: Path, *, error: float = 0.0, module: str = "any mel converter") -> Kit:
    """A kit of one case, its expected mel off by `error` in one place."""
    wave = np.random.default_rng(5).uniform(-1, 1, (1, 3000)).astype(np.float32)
    mel = log_mel(torch.from_numpy(wave), MEL_16K).numpy()
    mel[0, 3, 4] += error
    (path / "cases").mkdir(exist_ok=True)
    np.savez(path / "cases" / "one.npz", in_wave=wave, out_mel=mel)
    case = {
        "id": "one",
        "file": "cases/one.npz",
        "module": module,
        "config": {"mode": "16k"},
        "weights": None,
        "tolerance": {"atol": 1e-3, "rtol": 0.0},
    }
    (path / "index.json").write_text(json.dumps({"seed": 7, "cases": [case]}))
    return Kit(path)


def test_outputs_within_tolerance_pass(tmp_path: Path) -> None:
    result = check(made_kit(tmp_path, error=9e-4).cases[0])
    assert result.passed
    assert result.error == pytest.approx(9e-4, rel=0.01)


def test_one_wrong_value_fails_and_is_named(tmp_path: Path) -> None:
    result = check(made_kit(tmp_path, error=2e-3).cases[0])
    assert not result.passed
    assert "one" in str(result) and "FAIL" in str(result) and "out_mel" in str(result)


def test_a_value_that_is_no_number_fails(tmp_path: Path) -> None:
    assert not check(made_kit(tmp_path, error=float("nan")).cases[0]).passed


def test_an_override_replaces_the_tolerance_of_one_output(tmp_path: Path) -> None:
    case = made_kit(tmp_path, error=9e-4).cases[0]
    case.entry["tolerance_overrides"] = {"out_mel": {"atol": 1e-5, "rtol": 0.0}}
    assert not check(case).passed


def test_a_module_nobody_computes_is_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(UnknownModuleError, match="'mystery'"):
        check(made_kit(tmp_path, module="mystery").cases[0])


def test_weights_follow_the_seed_and_the_name(tmp_path: Path) -> None:
    kit = made_kit(tmp_path)
    entry = {"name": "a.weight", "shape": [2, 3], "rule": "normal", "offset": 1.0, "scale": 0.5}
    first = kit.weight(entry)
    assert first.dtype == np.float32 and first.shape == (2, 3)
    assert np.array_equal(kit.weight(entry), first)
    assert not np.array_equal(kit.weight(entry | {"name": "b.weight"}), first)
    kit.index["seed"] = 8
    assert not np.array_equal(kit.weight(entry), first)


def thinned_kit(path: Path, *, error_at: tuple[int, int] | None = None) -> Kit:
    """As `made_kit`, with every 7th value of the mel kept, one of them wrong if so asked."""
    made_kit(path)
    with np.load(path / "cases" / "one.npz") as file:
        wave, mel = file["in_wave"], file["out_mel"]
    if error_at is not None:
        mel[0][error_at] += 1.0
    np.savez(path / "cases" / "one.npz", in_wave=wave, out_mel=mel.reshape(-1)[::7])
    index = json.loads((path / "index.json").read_text())
    index["cases"][0]["thinned"] = {"out_mel": {"shape": list(mel.shape), "every": 7}}
    (path / "index.json").write_text(json.dumps(index))
    return Kit(path)


def test_of_a_thinned_output_the_values_kept_are_compared_at_their_places(tmp_path: Path) -> None:
    assert check(thinned_kit(tmp_path).cases[0]).passed
    assert not check(thinned_kit(tmp_path, error_at=(0, 7)).cases[0]).passed
    assert check(thinned_kit(tmp_path, error_at=(0, 8)).cases[0]).passed  # one left out


def test_a_thinned_output_still_has_its_shape_checked(tmp_path: Path) -> None:
    case = thinned_kit(tmp_path).cases[0]
    case.entry["thinned"]["out_mel"]["shape"][1] -= 1
    with pytest.raises(ValueError, match="could not broadcast"):
        check(case)


def test_what_is_kept_wanders_over_every_row_and_column() -> None:
    kept, thinned = thin({"in_x": np.zeros(5000), "out_y": np.arange(9600).reshape(96, 100)})
    assert kept["in_x"].size == 5000
    assert 400 < kept["out_y"].size <= MAX_VALUES
    assert thinned == {"out_y": {"shape": [96, 100], "every": 19}}
    assert len(set(kept["out_y"] // 100)) == 96 and len(set(kept["out_y"] % 100)) == 100


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The command's exit code."""
    monkeypatch.setattr(sys, "argv", ["parity", *map(str, arguments)])
    try:
        return main()
    except SystemExit as end:
        return int(end.code or 0)


@pytest.mark.parametrize(
    ("error", "options", "code"),
    [(0.0, (), 0), (1.0, (), 1), (0.0, ("--only", "two"), 1)],
    ids=["all passed", "one failed", "one left out"],
)
def test_the_command_succeeds_only_if_every_case_passed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: float,
    options: tuple[str, ...],
    code: int,
) -> None:
    made_kit(tmp_path, error=error)
    assert run(monkeypatch, tmp_path, *options) == code
    assert capsys.readouterr().out.splitlines()[-1].endswith("s of CPU")


@pytest.mark.slow
def test_the_command_ends_with_its_code(tmp_path: Path) -> None:
    made_kit(tmp_path, error=1.0)
    command = [sys.executable, "-m", "tests.parity", str(tmp_path)]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    assert subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 1


def test_without_a_kit_the_command_uses_the_repositorys_and_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def first_line(*kit: Path) -> str:
        assert run(monkeypatch, *kit, "--only", "sequence_config") == 1  # the others are left out
        return capsys.readouterr().out.splitlines()[0]

    assert first_line() == (
        f"kit: {GOLDEN}, the repository's own (KIT=DIR for another): {len(CASES)} cases"
    )
    made_kit(tmp_path)
    assert first_line(tmp_path) == f"kit: {tmp_path}: 1 cases"


def test_a_gradients_direction_is_held_against_the_gradients_size() -> None:
    case = next(c for c in Kit(GOLDEN_TRAIN).cases if c.id == "f5_train_reduced")
    dots, norms = (case.expected[f"out_s0_grad_{kind}"] for kind in ("dots", "norms"))
    off = dots + 0.01 * norms * (norms == norms.min())  # small, but not beside its gradient
    assert _compare(case, "out_s0_grad_dots", dots, dots).passed
    assert not _compare(case, "out_s0_grad_dots", off, dots).passed


def test_a_folder_that_is_no_kit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path) == 2
    assert "holds no index.json" in capsys.readouterr().err
