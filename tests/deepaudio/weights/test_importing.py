"""Weights that someone already has: any folder, a hub's cache, wrong and strange files."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepaudio.weights.importing import find_files, import_found
from deepaudio_plugin.core.errors import UsageError
from tests.helpers import weights


@pytest.fixture
def folder(tmp_path: Path, files: dict[str, bytes]) -> Path:
    """The made-up model's files, deep in a folder."""
    root = tmp_path / "from the lab"
    for name, content in files.items():
        path = root / "MMAudio" / "ext weights" / name[0] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


@pytest.fixture
def take(known, store, heard):
    return lambda folder: import_found(find_files(folder, known), known, store, heard)


def test_everything_is_found_checked_and_installed(take, folder, known, store):
    done = take(folder)
    assert sorted(done.installed) == sorted(known.artefacts)
    assert done.refused == () and done.unknown == ()
    states = {name: store.status(a).state for name, a in known.artefacts.items()}
    assert states["small"] == states["codec"] == "verified"
    assert states["speech"] == "unverified"


def test_the_folder_stays_as_it_is(take, folder):
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*")}
    take(folder)
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*")} == before


def test_a_file_that_needs_no_conversion_is_linked(take, folder, known, store):
    take(folder)
    assert store.path(known.artefacts["tokens"]).samefile(next(folder.rglob("vocab.txt")))


def test_a_second_import_takes_nothing(take, folder, known):
    take(folder)
    again = take(folder)
    assert again.installed == () and sorted(again.already) == sorted(known.artefacts)


def test_a_hubs_cache_is_read_through_its_links(take, tmp_path, files, known):
    cache = tmp_path / "hub" / "models--makers--model"
    blobs, snapshot = cache / "blobs", cache / "snapshots" / "0123" / "weights"
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    (blobs / "aaaa.incomplete").write_bytes(b"half")
    for number, (name, content) in enumerate(files.items()):
        (blobs / f"blob{number}").write_bytes(content)
        (snapshot / name).symlink_to(f"../../../blobs/blob{number}")
    done = take(tmp_path / "hub")
    assert sorted(done.installed) == sorted(known.artefacts)


def test_another_variants_content_is_taken_for_what_it_is(take, tmp_path, files, heard):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "net_small.pth").write_bytes(files["net_large.pth"])
    assert take(tmp_path / "in").installed == ("large",)
    assert "net_large.pth under another name" in heard.finished[0].note


def test_a_damaged_file_is_refused_by_name_and_the_rest_taken(take, folder, known, store):
    broken = next(folder.rglob("codec.pth"))
    broken.write_bytes(broken.read_bytes()[:-1] + b"?")
    done = take(folder)
    [error] = done.refused
    assert error.where == str(broken) and "md5" in error.message
    assert "codec" not in done.installed and len(done.installed) == 4


def test_a_half_copied_file_without_a_hash_is_refused(take, folder):
    broken = next(folder.rglob("speech.pt"))
    broken.write_bytes(broken.read_bytes()[:50_000])
    [error] = take(folder).refused
    assert error.where == str(broken)


def test_a_good_copy_settles_a_bad_one(take, folder):
    (folder / "codec.pth").write_bytes(b"half")
    assert take(folder).refused == ()


def test_files_of_common_names_that_are_other_models_are_left_alone(take, folder):
    other = folder / "another model" / "vocab.txt"
    other.parent.mkdir()
    other.write_text("one line\n")
    strange = folder / "strange.ckpt"
    strange.write_bytes(b"?")
    done = take(folder)
    assert set(done.unknown) == {other, strange}
    assert done.refused == () and len(done.installed) == 5


def test_a_folder_with_nothing_of_the_model_is_named(take, tmp_path):
    (tmp_path / "x.safetensors").touch()
    with pytest.raises(UsageError, match="1 other files of weights"):
        take(tmp_path)
    with pytest.raises(UsageError, match="not a folder"):
        take(tmp_path / "nowhere")


def test_weights_from_before_torch_1_6_are_read(take, tmp_path, known, store):
    (tmp_path / "in").mkdir()
    old = weights.pickled({"ema_model_state_dict": weights.tensors(4)}, legacy=True)
    (tmp_path / "in" / "speech.pt").write_bytes(old)
    assert take(tmp_path / "in").installed == ("speech",)
    assert set(store.tensors(known.artefacts["speech"])) == set(weights.tensors(4))
