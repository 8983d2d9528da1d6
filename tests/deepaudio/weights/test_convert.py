"""Pickles become safetensors without running anything, and without a copy in memory."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from deepaudio.weights.convert import read, save
from deepaudio.weights.expected import check_tensors, network_of
from deepaudio.weights.registry import Artefact, load
from deepaudio_plugin.core.errors import WeightsDamagedError
from tests.helpers import weights

ANY = Artefact("any", "any.pth", "", 0, "pickle", "open")


def write(tmp_path: Path, content: object, **how: bool) -> Path:
    path = tmp_path / "any.pth"
    path.write_bytes(weights.pickled(content, **how))
    return path


@pytest.mark.parametrize("legacy", [False, True])
def test_names_values_and_types_survive(tmp_path, legacy):
    path = write(tmp_path, weights.tensors(), legacy=legacy)
    save(read(ANY, path), tmp_path / "out.safetensors")
    loaded = load_file(tmp_path / "out.safetensors")
    for name, tensor in weights.tensors().items():
        assert torch.equal(loaded[name], tensor) and loaded[name].dtype == tensor.dtype


def test_the_same_pickle_gives_the_same_bytes(tmp_path):
    path = write(tmp_path, weights.tensors())
    for name in "ab":
        save(read(ANY, path), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_container_is_opened_and_the_rest_left_behind(tmp_path):
    path = write(tmp_path, {"generator": {"a.x": torch.ones(1), "b.x": torch.ones(1)}, "lr": 1})
    artefact = replace(ANY, container="generator", keep="a.")
    assert list(read(artefact, path)) == ["a.x"]


@pytest.mark.parametrize(
    "content", [[1, 2], {}, {"generator": 3}, {"only": "words"}, torch.ones(2)]
)
def test_a_pickle_without_tensors_is_refused(tmp_path, content):
    with pytest.raises(WeightsDamagedError, match="no tensors"):
        read(ANY, write(tmp_path, content))


@pytest.mark.parametrize("legacy", [False, True])
def test_a_pickle_of_a_program_is_refused_by_the_name_of_what_it_wants(tmp_path, legacy):
    path = write(tmp_path, {"x": Path("harmless")}, legacy=legacy)
    with pytest.raises(WeightsDamagedError, match="more than tensors") as raised:
        read(ANY, path)
    assert raised.value.where == str(path)


@pytest.mark.parametrize("size", [0, 1, 9, 100, 5_000, 200_000])
def test_a_file_cut_anywhere_is_refused_in_words(tmp_path, size):
    path = write(tmp_path, weights.tensors())
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(WeightsDamagedError):
        read(ANY, path)


def test_cut_safetensors_are_refused_in_words(tmp_path):
    path = tmp_path / "any.pth"
    save_file({"a": torch.ones(1000)}, path)
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(WeightsDamagedError, match="damaged"):
        read(ANY, path)


def test_something_else_altogether_is_refused_in_words(tmp_path):
    path = tmp_path / "any.pth"
    path.write_text("<!doctype html><html>404</html>")
    with pytest.raises(WeightsDamagedError):
        read(ANY, path)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc for the memory in use")
def test_conversion_does_not_hold_the_weights_in_memory(tmp_path):
    path = write(tmp_path, {f"t{i}": torch.zeros(4, 1 << 20) for i in range(10)})  # 160 MB
    program = (
        "import sys, threading; from pathlib import Path\n"
        "from deepaudio.weights.convert import read, save\n"
        "from deepaudio.weights.registry import Artefact\n"
        "def anonymous():\n"
        "    lines = Path('/proc/self/status').read_text().splitlines()\n"
        "    return next(int(l.split()[1]) for l in lines if l.startswith('RssAnon'))\n"
        "before, peak, done = anonymous(), [0], threading.Event()\n"
        "def watch():\n"
        "    while not done.wait(0.002):\n"
        "        peak[0] = max(peak[0], anonymous())\n"
        "watching = threading.Thread(target=watch); watching.start()\n"
        "a = Artefact('any', 'any.pth', '', 0, 'pickle', '')\n"
        "save(read(a, Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "done.set(); watching.join(); print((peak[0] - before) // 1024)\n"
    )
    run = [sys.executable, "-c", program, str(path), str(tmp_path / "out")]
    extra_mb = int(subprocess.run(run, capture_output=True, text=True, check=True).stdout)
    assert extra_mb < 48


def test_another_networks_tensors_are_told_apart(tmp_path):
    vocos = load().artefacts["vocos"]
    with pytest.raises(WeightsDamagedError, match="missing") as raised:
        check_tensors(vocos, {"strange": torch.ones(1)}, tmp_path / "pytorch_model.bin")
    assert "Speech vocoder" in raised.value.message


@pytest.mark.parametrize("family", ["clip", "f5"])
def test_a_network_that_waits_for_its_tensors_draws_none(family, monkeypatch):
    """For numbers on the meta device torch would import its compiler: more than a second."""
    monkeypatch.setattr(torch.Tensor, "normal_", lambda *_, **__: pytest.fail("drawn"))
    of_family = (a for a in load().artefacts.values() if a.network.startswith(f"{family}:"))
    _, network = network_of(next(of_family))
    assert {parameter.device.type for parameter in network.parameters()} == {"meta"}
