"""What the store knows of its files, and what verifying and removing do to them."""

from __future__ import annotations

import pytest

from deepaudio.weights import licences
from deepaudio.weights.store import Store, removable
from deepaudio.weights.verify import verify
from deepaudio_plugin.core.errors import WeightsDamagedError, WeightsMissingError


def states(known, store):
    return {name: store.status(artefact).state for name, artefact in known.artefacts.items()}


def test_an_empty_store_creates_nothing_and_says_what_is_missing(known, store):
    assert set(states(known, store).values()) == {"missing"}
    assert store.digest(known.parts("small")) == ""
    with pytest.raises(WeightsMissingError, match=r"net_small\.pth") as raised:
        store.tensors(known.artefacts["small"])
    assert "deepaudio models pull small" in raised.value.hint
    assert not store.root.exists()


def test_a_half_fetched_file_says_so(known, store):
    part = store.part(known.artefacts["small"])
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    with pytest.raises(WeightsMissingError, match="has not finished"):
        store.path(known.artefacts["small"])


def test_the_digest_depends_on_every_part_and_on_nothing_else(fetch, known, store, tmp_path):
    fetch("all")
    small, large = (store.digest(known.parts(name)) for name in ("small", "large"))
    assert small and large and small != large
    moved = Store(store.root.rename(tmp_path / "moved"))
    assert moved.digest(known.parts("small")) == small
    moved.remove(known.artefacts["codec"])
    assert moved.digest(known.parts("small")) == ""


def test_the_digest_is_the_same_whether_pulled_or_imported(
    fetch, known, store, tmp_path, files, heard
):
    from deepaudio.weights.importing import find_files, import_found

    fetch("small")
    (tmp_path / "in").mkdir()
    for name, content in files.items():
        (tmp_path / "in" / name).write_bytes(content)
    other = Store(tmp_path / "other")
    import_found(find_files(tmp_path / "in", known), known, other, heard)
    assert other.digest(known.parts("small")) == store.digest(known.parts("small"))


def test_a_file_of_another_size_is_damaged(fetch, known, store):
    fetch("codec")
    path = store.path(known.artefacts["codec"])
    path.write_bytes(path.read_bytes()[:-1])
    assert store.status(known.artefacts["codec"]).state == "wrong"
    with pytest.raises(WeightsDamagedError, match="damaged"):
        store.tensors(known.artefacts["codec"])
    assert fetch("codec") == []
    assert store.status(known.artefacts["codec"]).installed


def test_a_file_that_someone_deleted_is_missing(fetch, known, store):
    fetch("codec")
    store.path(known.artefacts["codec"]).unlink()
    assert store.status(known.artefacts["codec"]).state == "missing"


# -- verify -------------------------------------------------------------------------


def test_whole_files_pass(fetch, known, store, heard):
    fetch("small")
    heard.finished.clear()
    assert verify(known.choose(["all"]), store, heard) == []
    assert len(heard.finished) == 4


def test_a_flipped_bit_is_found_and_nothing_uses_the_file_any_more(fetch, known, store, heard):
    fetch("small")
    path = store.path(known.artefacts["codec"])
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    [error] = verify(known.choose(["small"]), store, heard)
    assert "codec.pth.wrong" in error.message and "pull codec" in error.hint
    assert store.status(known.artefacts["codec"]).state == "wrong"


# -- remove -------------------------------------------------------------------------


def test_what_another_variant_needs_stays(fetch, known, store):
    fetch("small", "large")
    assert [a.name for a in removable(["small"], known, store)] == ["small"]
    assert [a.name for a in removable(["small", "large"], known, store)] == [
        "small", "codec", "speech", "tokens", "large",
    ]  # fmt: skip


def test_without_another_variant_everything_goes(fetch, known, store):
    fetch("small")
    assert len(removable(["small"], known, store)) == 4


def test_a_file_by_its_own_name_always_goes(fetch, known, store):
    fetch("small", "large")
    assert [a.name for a in removable(["small", "codec.pth"], known, store)] == ["small", "codec"]
    assert len(removable(["all"], known, store)) == 5


def test_removing_leaves_nothing_behind_but_what_is_not_ours(fetch, known, store):
    fetch("small")
    (store.root / "codec" / "notes.txt").write_text("mine")
    freed = sum(store.remove(artefact) for artefact in known.choose(["small"]))
    assert freed > 500_000
    left = {p.relative_to(store.root).as_posix() for p in store.root.rglob("*") if p.is_file()}
    assert left - {".lock"} == {"codec/notes.txt"}


# -- licences -----------------------------------------------------------------------


def test_a_licence_is_asked_for_once_and_again_when_it_changes(known, store):
    from dataclasses import replace

    artefacts = known.choose(["small"])
    pending = licences.to_accept(artefacts, known, store)
    assert [licence.id for licence in pending] == ["closed", "unsaid"]  # the open one is not
    licences.accept(pending, store)
    assert licences.to_accept(artefacts, known, store) == []
    changed = replace(known.licences["closed"], statement="New terms.")
    renewed = replace(known, licences={**known.licences, "closed": changed})
    assert licences.to_accept(artefacts, renewed, store) == [changed]
