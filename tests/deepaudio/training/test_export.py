"""Which weights are exported, and the registry that tells of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from deepaudio.training import checkpoints
from deepaudio.training.config import AverageSettings, NetworkSettings
from deepaudio.training.export import export
from deepaudio.training.starting import best_label, start
from deepaudio.weights import registry
from deepaudio.weights.official import mmaudio
from deepaudio_plugin.core.errors import UsageError, WeightsDamagedError
from tests.helpers.small_training import config, trained
from tests.helpers.tiny_fusion import model_with_fusion
from tests.helpers.tiny_model import VARIANT, known, tiny_model


def exported(run: Path, out: Path, average: str = "") -> tuple[str, dict[str, Tensor]]:
    model = tiny_model()
    done = export(run, out, "mine", known(model), model.store(), average=average)
    return done.label, load_file(out / "mine.safetensors")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten steps with snapshots of both averages; nothing writes there afterwards."""
    tmp_path = tmp_path_factory.mktemp("run")
    network = NetworkSettings(variant=VARIANT, start="")
    average = AverageSettings(snapshots=5)
    trained(
        "v2a", tmp_path / "run", steps=10, checkpoint_every=5, average=average,
        network_settings=network,
    )  # fmt: skip
    return tmp_path / "run"


def test_the_average_that_the_run_names_is_exported(run: Path, tmp_path: Path) -> None:
    label, tensors = exported(run, tmp_path / "out")
    kept = load_file(run / "step-000010" / "ema-0.05.safetensors")
    assert label == "ema-0.05"
    assert all(torch.equal(tensors[name], kept[name]) for name in kept)


def test_others_by_name_and_a_checkpoint_by_its_folder(run: Path, tmp_path: Path) -> None:
    for name in ("model", "ema-0.1", "0.10"):
        label, tensors = exported(run / "step-000005", tmp_path / "out", name)
        kept = load_file(run / "step-000005" / f"{label}.safetensors")
        assert all(torch.equal(tensors[n], kept[n]) for n in kept)


def test_a_width_that_was_not_kept_is_synthesised_of_the_snapshots(
    run: Path, tmp_path: Path
) -> None:
    label, tensors = exported(run, tmp_path / "out", "0.08")
    assert label == "ema-0.08"
    narrow, wide = (
        load_file(run / "step-000010" / f"ema-{sigma}.safetensors") for sigma in ("0.05", "0.1")
    )
    name = "final_layer.conv.weight"
    apart = (wide[name] - narrow[name]).abs().max()
    for kept in (narrow, wide):  # near both, as far as half-precision snapshots can tell
        assert 0 < (tensors[name] - kept[name]).abs().max() < apart + 2e-4
    with pytest.raises(UsageError, match="no weights 'emma'"):
        exported(run, tmp_path / "out", "emma")


def test_without_snapshots_nothing_is_synthesised(tmp_path: Path) -> None:
    network = NetworkSettings(variant=VARIANT)
    trained("v2a", tmp_path / "run", steps=2, network_settings=network)
    with pytest.raises(UsageError, match="keeps no snapshots"):
        exported(tmp_path / "run", tmp_path / "out", "0.08")


def test_the_registry_has_a_variant_with_the_trained_part(run: Path, tmp_path: Path) -> None:
    exported(run, tmp_path / "out")
    found = registry.load(tmp_path / "out" / "registry.json")
    old = known(tiny_model())
    assert set(found.variants) == {*old.variants, "mine"}
    assert found.parts("mine")["v2a"].file == "mine.safetensors"
    assert found.parts("mine")["speech"] == old.parts(VARIANT)["speech"]
    assert found.parts(VARIANT) == old.parts(VARIANT)
    assert found.licences["trained-mine"].name == "that of its data"  # it began with nothing


def test_the_models_own_names_are_taken_but_ones_own_may_come_again(
    run: Path, tmp_path: Path
) -> None:
    model = tiny_model()
    for name in (VARIANT, "speech"):
        with pytest.raises(UsageError, match="of the model already"):
            export(run, tmp_path / "out", name, known(model), model.store())
    exported(run, tmp_path / "out")
    extended = registry.load(tmp_path / "out" / "registry.json")
    for name in ("mine", "other"):
        export(run, tmp_path / "again", name, extended, model.store())
    assert {"mine", "other"} <= set(registry.load(tmp_path / "again" / "registry.json").variants)


def test_the_published_registry_comes_through_unchanged(tmp_path: Path) -> None:
    trained("v2a", tmp_path / "run", steps=2,
            network_settings=NetworkSettings(variant="small_16k"))  # fmt: skip
    published = registry.load()
    export(tmp_path / "run", tmp_path / "out", "mine", published, tiny_model().store())
    found = registry.load(tmp_path / "out" / "registry.json")
    assert {n: a for n, a in found.artefacts.items() if n != "mine"} == published.artefacts
    assert {n: v for n, v in found.licences.items() if n != "trained-mine"} == published.licences
    terms = found.licences["trained-mine"]
    assert (terms.commercial, terms.name) == ("no", "CC BY-NC 4.0, and that of its data")
    assert "mmaudio_small_16k.pth" in terms.statement


# -- what a run begins with ---------------------------------------------------------


def begun(**network: object) -> Callable[[], Tensor]:
    model = tiny_model()
    settings = replace(config("v2a"), network=NetworkSettings(variant=VARIANT, **network))  # type: ignore[arg-type]

    def weight() -> Tensor:
        return start(settings, known(model), model.store()).network.final_layer.conv.weight  # type: ignore[no-any-return, union-attr]

    return weight


def test_a_run_begins_with_the_installed_weights_or_anew() -> None:
    model = tiny_model()
    official = mmaudio(model.store().tensors(known(model).parts(VARIANT)["v2a"]))
    assert torch.equal(begun(start="installed")(), official["final_layer.conv.weight"])
    assert not begun(start="")().any()


def test_an_installed_fusion_is_trained_on(tmp_path: Path) -> None:
    model = model_with_fusion(tmp_path)
    network = NetworkSettings(variant=VARIANT, start="installed")
    begun = start(replace(config("mof"), network=network), known(model), model.store()).network
    installed = load_file(tmp_path / "tiny-fusion.safetensors")
    fusion = begun.get_submodule("mof").state_dict()
    assert fusion.keys() == installed.keys()
    assert all(torch.equal(fusion[name], installed[name]) for name in installed)


def test_or_with_a_checkpoint_or_a_file(run: Path, tmp_path: Path) -> None:
    tiny = {"latent_dim": 4, "dim": 16, "heads": 2, "depth": 2, "fused_depth": 1, "clip_dim": 6,
            "sync_dim": 6, "text_dim": 6, "text_tokens": 5}  # fmt: skip
    exported(run, tmp_path / "out")
    of_run = begun(start=str(run), sizes=tiny)()
    assert torch.equal(
        begun(start=str(tmp_path / "out" / "mine.safetensors"), sizes=tiny)(), of_run
    )
    assert torch.equal(begun(start=str(run / "step-000010"), sizes=tiny)(), of_run)
    assert best_label(checkpoints.read(run)) == "ema-0.05"


def test_weights_of_another_size_are_refused(run: Path) -> None:
    with pytest.raises(WeightsDamagedError, match=r"does not fit the network: .*misshapen"):
        begun(start=str(run))()
    with pytest.raises(UsageError, match=r"network\.sizes do not make a network"):
        begun(start="", sizes={"dim": 33})()
    with pytest.raises(UsageError, match="nothing to start from"):
        begun(start="/nowhere")()
