"""The loop: resuming, several processes, kills, numbers that are none, full disks."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from deepaudio.networks.f5 import F5
from deepaudio.training import checkpoints, logs
from deepaudio.training.config import (
    AverageSettings,
    BatchSettings,
    RateSettings,
    VoiceSettings,
)
from deepaudio.training.data import InMemory
from deepaudio.training.loop import StepReport, train
from deepaudio.training.objectives import with_dropout
from deepaudio.weights import convert
from deepaudio_plugin.core.errors import DiskFullError, TrainingError, UsageError
from tests.helpers.small_training import (
    SPEECH,
    config,
    sound_network,
    sounds,
    speech_network,
    speeches,
    trained,
    weights,
)

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def lines(run: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]


def assert_equal(one: dict[str, Tensor], other: dict[str, Tensor]) -> None:
    assert one.keys() == other.keys()
    assert [name for name in one if not torch.equal(one[name], other[name])] == []


# -- resuming -----------------------------------------------------------------------


@pytest.mark.parametrize(("stage", "half"), [("v2a", 10), ("tts", 10), ("mof", 2), ("voice", 2)])
def test_twenty_steps_are_ten_and_ten_more_to_the_bit(
    stage: str, half: int, tmp_path: Path
) -> None:
    same = {"checkpoint_every": half, "rate": RateSettings(1e-3, 3, "constant", others=0.1)}
    whole, network = trained(stage, tmp_path / "whole", steps=2 * half, **same)
    trained(stage, tmp_path / "halves", steps=half, **same)
    resumed, other = trained(stage, tmp_path / "halves", steps=2 * half, **same)
    assert_equal(weights(network), weights(other))
    for path in whole.checkpoint.glob("*.safetensors"):  # averages and the optimiser too
        assert_equal(load_file(path), load_file(resumed.checkpoint / path.name))
    assert resumed.notes == ("changed since the checkpoint: steps", f"going on from step {half}")


def test_dropout_does_not_spoil_that(tmp_path: Path) -> None:
    network = replace(config("tts").network, dropout=0.5)
    _, whole = trained("tts", tmp_path / "whole", network_settings=network)
    trained("tts", tmp_path / "halves", network_settings=network, steps=2)
    _, halves = trained("tts", tmp_path / "halves", network_settings=network)
    _, without = trained("tts", tmp_path / "without")
    assert_equal(weights(whole), weights(halves))
    assert not torch.equal(whole.proj_out.weight, without.proj_out.weight)


def test_dropout_ends_with_the_run(tmp_path: Path) -> None:
    settings = replace(config("tts").network, dropout=0.5)
    _, network = trained("tts", tmp_path, network_settings=settings)
    assert not network.training
    mel, cond = torch.randn(1, 20, 5), network.conditions(None, None, torch.zeros(1, 20, 1))
    before = network(mel, torch.tensor([0.5]), cond)
    assert torch.equal(network.train()(mel, torch.tensor([0.5]), cond), before)


def test_dropout_changes_no_name_and_no_render() -> None:
    network, mel = speech_network(), torch.randn(1, 20, 5)
    cond = network.conditions(None, None, torch.zeros(1, 20, 1))
    before, names = network.eval()(mel, torch.tensor([0.5]), cond), list(network.state_dict())
    assert len(with_dropout(network, 0.5)) == 2
    assert torch.equal(network(mel, torch.tensor([0.5]), cond), before)
    assert list(network.state_dict()) == names
    assert not torch.equal(network.train()(mel, torch.tensor([0.5]), cond), before)


def test_a_run_that_is_done_makes_no_step_and_says_so(tmp_path: Path) -> None:
    trained("v2a", tmp_path)
    seen: list[StepReport] = []
    done, _ = trained("v2a", tmp_path, on_step=seen.append)
    assert seen == []
    assert done.notes == ("all 4 steps are made already",)


def test_what_a_run_began_with_may_not_change_and_the_key_is_named(tmp_path: Path) -> None:
    trained("v2a", tmp_path, steps=2)
    with pytest.raises(UsageError, match="another seed: 14159265"):
        trained("v2a", tmp_path, seed=3)
    with pytest.raises(UsageError, match="another batch"):
        trained("v2a", tmp_path, batch=BatchSettings(items=3))
    with pytest.raises(UsageError, match="other data"):
        trained("v2a", tmp_path, data=sounds(5))


# -- several processes --------------------------------------------------------------


def together(folder: Path, *arguments: str, count: int = 2) -> list[int]:
    """Exit codes of processes that train together."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = os.environ | {"WORLD_SIZE": str(count), "MASTER_ADDR": "127.0.0.1",
                         "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1"}  # fmt: skip
    command = [sys.executable, "-m", "tests.helpers.small_training", str(folder), *arguments]
    children = [
        subprocess.Popen(command, cwd=ROOT, env=base | {"RANK": str(rank), "LOCAL_RANK": str(rank)})
        for rank in range(count)
    ]
    try:
        return [child.wait(timeout=300) for child in children]
    finally:
        for child in children:
            child.kill()
            child.wait()


@pytest.mark.slow
def test_two_processes_are_one_with_all_they_see(tmp_path: Path) -> None:
    ways = ("v2a", "tts", "mof-fsdp")
    again = "mof-fsdp"  # which finds all its steps made, and takes its weights from the checkpoint
    assert together(tmp_path, f"runs={','.join([*ways, again])}") == [0, 0]
    for way in ways:
        stage, _, _ = way.partition("-")
        _, network = trained(stage, tmp_path / f"{way}-alone")
        first, second = (load_file(tmp_path / f"{way}-{rank}.safetensors") for rank in (0, 1))
        assert_equal(first, second)
        for name, alone in network.state_dict().items():
            torch.testing.assert_close(first[name], alone, atol=1e-6, rtol=1e-6, msg=name)
    # And a run of two goes on with one, whose sums are rounded differently.
    more, _ = trained("v2a", tmp_path / "v2a", steps=5)
    assert any("had 2 processes, now 1" in note for note in more.notes)


# -- kills and other trouble --------------------------------------------------------


@pytest.mark.slow
def test_a_run_that_was_killed_while_it_wrote_a_checkpoint_goes_on(tmp_path: Path) -> None:
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.helpers.small_training", str(tmp_path), "die=6"]
    killed = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    run = tmp_path / "v2a"
    assert (run / "last").read_text() == "step-000002\n"  # a checkpoint has four files
    assert [path for path in run.iterdir() if path.name.endswith(".part")]
    resumed, network = trained("v2a", run)
    assert resumed.notes == ("going on from step 2",)
    _, whole = trained("v2a", tmp_path / "whole")
    assert_equal(weights(network), weights(whole))
    assert not [path for path in run.iterdir() if path.name.endswith(".part")]


def test_a_full_disk_is_named_and_the_checkpoint_before_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained("v2a", tmp_path, steps=2)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(convert, "save", full)
    with pytest.raises(DiskFullError, match="step-000004: the disk is full") as caught:
        trained("v2a", tmp_path)
    assert "goes on from the checkpoint before" in caught.value.hint
    found, passed = checkpoints.latest(tmp_path)
    assert found is not None and found.step == 2 and passed == []
    assert sorted(path.name for path in tmp_path.glob("*step*")) == ["step-000002"]


def spoilt(place: int) -> InMemory[Any]:
    data = sounds()
    items = [data[i] for i in range(len(data))]
    items[place] = replace(items[place], mean=items[place].mean / 0)
    return InMemory(items)


def test_a_loss_that_is_no_number_stops_the_run_and_names_step_and_item(tmp_path: Path) -> None:
    network = sound_network()
    with pytest.raises(TrainingError, match=r"its loss is no number \(sound 3\)") as caught:
        trained("v2a", tmp_path, network=network, data=spoilt(3))
    step = int(str(caught.value).split("step ")[1].split()[0])
    assert lines(tmp_path)[-1] | {"reason": ""} == {
        "event": "stopped", "step": step, "reason": "", "items": "sound 3",
    }  # fmt: skip
    assert all(torch.isfinite(tensor).all() for tensor in network.state_dict().values())


def test_the_last_good_checkpoint_is_kept_then(tmp_path: Path) -> None:
    steps: list[int] = []

    def poison(report: StepReport) -> None:
        steps.append(report.step)
        if report.step == 3:
            with torch.no_grad():
                network.final_layer.conv.bias.fill_(float("nan"))

    network = sound_network()
    with pytest.raises(TrainingError, match="step 4 was not made") as caught:
        trained("v2a", tmp_path, network=network, on_step=poison)
    assert "step-000002" in caught.value.hint
    assert (tmp_path / "last").read_text() == "step-000002\n"
    resumed, _ = trained("v2a", tmp_path)
    assert resumed.step == 4


# -- what is kept -------------------------------------------------------------------


def test_only_the_newest_checkpoints_are_kept(tmp_path: Path) -> None:
    trained("v2a", tmp_path, checkpoint_every=1, checkpoints_kept=2)
    assert [path.name for path in checkpoints.numbered(tmp_path)] == ["step-000003", "step-000004"]


def test_a_damaged_checkpoint_is_passed_over_and_said(tmp_path: Path) -> None:
    trained("v2a", tmp_path, steps=4)
    file = tmp_path / "step-000004" / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-1])
    resumed, _ = trained("v2a", tmp_path)
    assert resumed.notes[0] == (
        "step-000004 is passed over: model.safetensors is missing or cut short"
    )
    assert resumed.notes[1] == "going on from step 2"


def test_where_no_checkpoint_is_whole_nothing_is_trained_over_it(tmp_path: Path) -> None:
    trained("v2a", tmp_path, steps=2)
    (tmp_path / "step-000002" / "state.json").write_text("{")
    with pytest.raises(TrainingError, match="no checkpoint is whole"):
        trained("v2a", tmp_path)


def test_snapshots_of_the_averages_are_kept_for_good(tmp_path: Path) -> None:
    average = AverageSettings(snapshots=2)
    done, _ = trained("v2a", tmp_path, average=average, checkpoints_kept=1)
    names = sorted(path.name for path in (tmp_path / "snapshots").iterdir())
    assert names == [
        f"ema-{sigma}-step-00000{step}.safetensors" for sigma in ("0.05", "0.1") for step in (2, 4)
    ]
    half = load_file(tmp_path / "snapshots" / names[1])
    kept = load_file(done.checkpoint / "ema-0.05.safetensors")
    assert_equal(half, {name: tensor.half() for name, tensor in kept.items()})


def test_the_log_has_a_line_for_each_step_with_the_loss_over_time(tmp_path: Path) -> None:
    reports: list[StepReport] = []
    trained("tts", tmp_path, on_step=reports.append)
    started, *steps = lines(tmp_path)
    assert started == {"event": "started", "step": 0, "processes": 1, "notes": []}
    assert [line["step"] for line in steps] == [1, 2, 3, 4]
    assert [line["loss"] for line in steps] == pytest.approx([r.loss for r in reports])
    assert all(line["norm"] > 0 and len(line["loss_by_time"]) == 10 for line in steps)


def test_tensorboard_gets_the_same_numbers_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Board:
        def __init__(self) -> None:
            self.written: dict[str, list[tuple[float, int]]] = {}

        def add_scalar(self, name: str, value: float, step: int) -> None:
            self.written.setdefault(name, []).append((value, step))

        def close(self) -> None:
            self.closed = True

    board = Board()
    monkeypatch.setattr(logs, "_board", lambda _: board)
    trained("v2a", tmp_path)
    assert board.written["loss"] == [
        (line["loss"], line["step"]) for line in lines(tmp_path) if "loss" in line
    ]
    assert board.closed


def test_clips_that_fit_into_no_batch_are_named(tmp_path: Path) -> None:
    done, _ = trained("tts", tmp_path, batch=BatchSettings(frames=50, parts=1))
    assert done.notes == ("longer than a batch of 50 frames, never seen: line 4",)
    with pytest.raises(UsageError, match="at most 5 frames"):
        trained("tts", tmp_path / "none", batch=BatchSettings(frames=5))


def test_nothing_to_train_on_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to train on"):
        train(config("v2a"), sound_network(), InMemory([]), tmp_path)


def test_a_network_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="v2a does not train a F5"):
        train(config("v2a"), F5(SPEECH), sounds(), tmp_path)


def test_the_fusion_learns_at_its_rate_and_the_rest_at_a_tenth(tmp_path: Path) -> None:
    still = RateSettings(1e-3, 0, "constant", others=0.0)
    network = speech_network(fusion=True)
    before = weights(network)
    trained("mof", tmp_path, network=network, rate=still, steps=2)
    changed = {n for n, t in network.state_dict().items() if not torch.equal(t, before[n])}
    assert changed and all(name.startswith("mof.") for name in changed)


def test_a_voice_without_consent_makes_no_step(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="consent"):
        trained("voice", tmp_path / "run", voice=VoiceSettings(4, 8.0, "me", " "))
    assert not (tmp_path / "run").exists()


def test_a_voice_leaves_the_network_as_it_is(tmp_path: Path) -> None:
    network = speech_network()
    before = weights(network)
    trained("voice", tmp_path, network=network)
    assert_equal(weights(network), before)


def test_speech_without_a_picture_trains_the_fusion_too(tmp_path: Path) -> None:
    items = [replace(item, energy=None, latent=None, sync=None) for item in map(
        speeches().__getitem__, range(6)
    )]  # fmt: skip
    done, _ = trained("mof", tmp_path, data=InMemory(items))
    assert done.loss == pytest.approx(done.loss)  # a number


@pytest.mark.parametrize("most", [1, 2])
@pytest.mark.parametrize("stage", ["v2a", "tts", "mof", "voice"])
def test_half_precision_keeps_parameters_whole(stage: str, most: int, tmp_path: Path) -> None:
    clips = BatchSettings(items=most, frames=70, parts=1, most=most)
    half, network = trained(stage, tmp_path / "h", precision="bf16", steps=1, batch=clips)
    single, _ = trained(stage, tmp_path / "s", steps=1, batch=clips)
    assert half.loss == pytest.approx(single.loss, rel=0.02) and half.loss != single.loss
    assert {tensor.dtype for tensor in network.state_dict().values()} == {torch.float32}
