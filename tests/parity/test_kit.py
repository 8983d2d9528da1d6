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
from tests.parity.check import UnknownModuleError, check
from tests.parity.kit import Kit

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


def run(kit: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.parity", str(kit), *options]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("error", "options", "code"),
    [(0.0, (), 0), (1.0, (), 1), (0.0, ("--only", "two"), 1)],
    ids=["all passed", "one failed", "one left out"],
)
def test_the_command_succeeds_only_if_every_case_passed(
    tmp_path: Path, error: float, options: tuple[str, ...], code: int
) -> None:
    made_kit(tmp_path, error=error)
    finished = run(tmp_path, *options)
    assert finished.returncode == code, finished.stderr
    assert finished.stdout.splitlines()[-1].endswith("s of CPU")


def test_a_folder_that_is_no_kit_is_refused(tmp_path: Path) -> None:
    finished = run(tmp_path)
    assert finished.returncode == 2
    assert "holds no index.json" in finished.stderr
