"""Features: brought by somebody, of av-benchmark's caches, or computed once and kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from safetensors.numpy import save_file

from deepaudio.evaluation import extractors, sounds
from deepaudio.evaluation.extractors import Extractor
from deepaudio.evaluation.features import ItemFeatures, NotHere
from deepaudio.evaluation.items import Item
from deepaudio.evaluation.running import Wanted, evaluate, listed_for
from deepaudio.evaluation.sounds import MeasuredSound

ITEM = Item("00000000", other_names=("clip",))
NO_SOUND = MeasuredSound(None)


def test_a_folder_of_features_is_read_by_extractor_side_and_name(tmp_path: Path) -> None:
    folder = tmp_path / "wavlm-base-sv" / "gen"
    folder.mkdir(parents=True)
    save_file({"embedding": np.arange(3.0)}, folder / "clip.safetensors")
    source = ItemFeatures(tmp_path)
    assert source.of("wavlm-base-sv", "gen", ITEM, NO_SOUND)["embedding"][2] == 2
    with pytest.raises(NotHere, match="microsoft/wavlm-base-sv"):
        source.of("wavlm-base-sv", "tgt", ITEM, NO_SOUND)


def test_pickles_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "wavlm-base-sv" / "gen"
    folder.mkdir(parents=True)
    np.savez(folder / "clip.npz", embedding=np.array([{"a": 1}], dtype=object))
    with pytest.raises(NotHere, match="cannot be read"):
        ItemFeatures(tmp_path).of("wavlm-base-sv", "gen", ITEM, NO_SOUND)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """An extractor that computes a number, and the files that it was asked for."""
    asked: list[Path | None] = []

    def compute(sound: MeasuredSound) -> dict[str, np.ndarray]:
        asked.append(sound.path)
        return {"level": np.array(sound.first.max())}

    extractor = Extractor("level", "", "nothing", "", "", "", compute)
    monkeypatch.setitem(extractors.EXTRACTORS, "level", extractor)
    return asked


def test_what_is_computed_is_kept_by_content(tmp_path: Path, counted: list) -> None:
    for name in ("a.wav", "b.wav"):
        soundfile.write(tmp_path / name, np.full(8000, 0.5), 8000)
    one, same = (sounds.read(tmp_path / name) for name in ("a.wav", "b.wav"))
    cache = tmp_path / "cache"
    first = ItemFeatures(cache=cache).of("level", "gen", ITEM, one)
    again = ItemFeatures(cache=cache).of("level", "tgt", Item("other"), same)
    assert first["level"] == again["level"] == pytest.approx(0.5, abs=1e-3)
    assert len(counted) == 1


def test_what_was_kept_and_is_damaged_is_computed_again(tmp_path: Path, counted: list) -> None:
    soundfile.write(tmp_path / "a.wav", np.full(8000, 0.5), 8000)
    one = sounds.read(tmp_path / "a.wav")
    source = ItemFeatures(cache=tmp_path / "cache")
    source.of("level", "gen", ITEM, one)
    [kept] = (tmp_path / "cache").rglob("*.npz")
    kept.write_bytes(kept.read_bytes()[:40])
    assert source.of("level", "gen", ITEM, one)["level"] == pytest.approx(0.5, abs=1e-3)
    assert len(counted) == 2


def av_cache(folder: Path, shift: float, names: tuple[str, ...]) -> None:
    """The caches of av-benchmark for a few clips."""
    folder.mkdir(parents=True)
    draw = torch.Generator().manual_seed(5)

    def rows(width: int) -> dict[str, torch.Tensor]:
        return {name: torch.randn(width, generator=draw) + shift for name in names}

    torch.save(
        {name: {"2048": row, "logits": row[:3]} for name, row in rows(4).items()},
        folder / "pann_features.pth",
    )
    torch.save(rows(3), folder / "passt_features_embed.pth")
    torch.save(rows(3), folder / "passt_logits.pth")
    torch.save({name: row[None] for name, row in rows(2).items()}, folder / "vggish_features.pth")


def test_av_benchmarks_caches_are_judged_without_a_sound(tmp_path: Path) -> None:
    names = tuple(f"clip{i:02d}" for i in range(30))
    av_cache(tmp_path / "features" / "tgt", 0.0, names)
    av_cache(tmp_path / "features" / "gen", 1.0, names[:-1])
    (tmp_path / "gt").mkdir()
    for name in names:
        soundfile.write(tmp_path / "gt" / f"{name}.wav", np.full(1600, 0.1), 8000)
    wanted = Wanted(
        "v2a", "m", None, tmp_path / "gt", features=tmp_path / "features", as_published=True
    )
    result, _ = evaluate(listed_for("v2a", None, wanted), wanted, tmp_path / "out")
    found = {(f.row, f.arithmetic, f.metric): f for f in result.figures}
    # the same draws with each of D features shifted by 1: their means are D apart, squared
    assert found["m", "honest", "fd-passt"].value == pytest.approx(3, abs=1.0)
    assert found["m", "honest", "fd-passt"].n == 29  # pairs
    assert found["m", "honest", "fd-passt"].n_left_out == 1
    assert found["m", "as published", "fd-pann"].value == pytest.approx(4, abs=1.0)
    assert found["m", "as published", "kl-pann"].n == 29
    assert found["m", "as published", "kl-pann"].n_dropped == 1  # said, not only printed
    assert found["m", "honest", "is-pann"].value is not None
    assert found["m", "honest", "loudness"].value is None  # there is no sound
    assert found["ground truth", "honest", "fd-passt"].value == pytest.approx(0, abs=1e-6)
