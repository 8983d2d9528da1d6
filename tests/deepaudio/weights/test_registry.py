"""The registry of official artefacts: complete, consistent, and true to the manifests."""

from __future__ import annotations

import json
import re

import pytest
import torch

from deepaudio.weights.expected import check_tensors
from deepaudio.weights.registry import load
from deepaudio_plugin.core.errors import UsageError, WeightsError
from tests.helpers.shared import shared_path

VARIANTS = ["small_16k", "small_44k", "medium_44k", "large_44k", "large_44k_v2"]
ROLES = [
    "v2a", "vae", "vocoder", "synchformer", "clip", "merges", "speech", "vocabulary", "vocos"
]  # fmt: skip
MANIFESTS = {
    **{f"mmaudio_{name}": f"mmaudio_{name}" for name in VARIANTS},
    "vae_16k": "vae_16k",
    "vae_44k": "vae_44k",
    "bigvgan_16k": "bigvgan_16k",
    "bigvgan_44k": "bigvgan_v2_44khz_128band_512x",
    "synchformer": "synchformer_visual",
    "clip": "clip_dfn5b_vit_h_14_378",
    "v2c_s44": "f5_deepaudio_v2c",
    "vocos": "vocos_mel_24khz",
}


def test_every_variant_has_every_part_and_fitting_ones():
    known = load()
    assert list(known.variants) == VARIANTS
    for name in VARIANTS:
        parts = known.parts(name)
        assert list(parts) == ROLES
        rate = "16k" if name.endswith("16k") else "44k"
        assert parts["v2a"].name == f"mmaudio_{name}"
        assert parts["vae"].network.endswith(rate) and parts["vocoder"].network.endswith(rate)
    speech = [known.parts(name)["speech"].name for name in VARIANTS]
    assert speech == ["v2c_s16", "v2c_s44", "v2c_m44", "v2c_l44", "v2c_l44"]
    assert "not published" in known.variants["large_44k_v2"].note


def test_what_is_published_of_each_file_is_stated():
    known = load()
    table = re.findall(
        r"\| (\S+\.(?:pth|pt)) \|[^|]*\|[^|]*\| ([0-9a-f]{32}) \|",
        shared_path("parity", "SPEC.md").read_text("utf-8"),
    )
    assert len(table) == 9
    for file, md5 in table:
        assert known.by_file[file].md5 == md5


@pytest.mark.parametrize(("name", "manifest"), MANIFESTS.items())
def test_the_official_tensors_are_what_the_network_takes(name, manifest):
    artefact = load().artefacts[name]
    path = shared_path("parity", "manifests", f"{manifest}.json")
    entries = json.loads(path.read_text("utf-8"))["entries"]
    prefix = "ema_model." if name.startswith("v2c") else ""
    shapes = {
        prefix + e["name"]: torch.empty(e["shape"], dtype=getattr(torch, e["dtype"]), device="meta")
        for e in entries
    }
    check_tensors(artefact, shapes, path)
    size = sum(tensor.nbytes for tensor in shapes.values())
    assert artefact.bytes == pytest.approx(size, rel=0.01) or name == "synchformer"
    largest = max(shapes, key=lambda tensor: shapes[tensor].numel())
    without_one = {key: shape for key, shape in shapes.items() if key != largest}
    with pytest.raises(WeightsError, match=re.escape(artefact.title)):
        check_tensors(artefact, without_one, path)


def test_names_choose_variants_files_and_all():
    known = load()
    assert [a.name for a in known.choose(["vocos"])] == ["vocos"]
    assert [a.name for a in known.choose(["v1-44.pth", "vae_44k"])] == ["vae_44k"]
    assert len(known.choose(["small_16k"])) == 9
    assert len(known.choose(["all"])) == len(known.artefacts)
    with pytest.raises(UsageError, match="smal_16k") as raised:
        known.choose(["smal_16k"])
    assert "small_16k" in raised.value.hint
    with pytest.raises(UsageError, match="no variant"):
        known.parts("vocos")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"artefacts": {"a": {"colour": 1}}, "licences": {}, "variants": {}}',
        '{"artefacts": {}, "licences": {},'
        ' "variants": {"v": {"purpose": "", "gpu_gb": 1, "parts": {"v2a": "nothing"}}}}',
    ],
)
def test_a_file_that_is_no_registry_is_named(tmp_path, monkeypatch, text):
    path = tmp_path / "mine.json"
    path.write_text(text)
    monkeypatch.setenv("DEEPAUDIO_WEIGHTS_REGISTRY", str(path))
    with pytest.raises(WeightsError, match="not a registry") as raised:
        load()
    assert str(path) == raised.value.where
