"""Fetching weights: whole, interrupted, wrong, refused; from a hub and from releases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from huggingface_hub import constants
from safetensors import SafetensorError

from deepaudio.weights.pull import pull
from deepaudio_plugin.core.errors import (
    DiskFullError,
    DownloadError,
    OutputError,
    WeightsDamagedError,
    WeightsError,
)
from tests.helpers import weights
from tests.helpers.hub_server import COMMIT, Fault

EVERY_PART = ["small", "codec", "speech", "tokens"]


def test_a_variant_arrives_whole_and_loads_to_the_same_tensors(fetch, known, store, heard):
    assert fetch("small") == []
    assert [done.artefact for done in heard.finished] == EVERY_PART
    loaded = store.tensors(known.artefacts["small"])
    for name, tensor in weights.tensors(1).items():
        assert torch.equal(loaded[name], tensor)
        assert loaded[name].dtype == tensor.dtype
    assert set(store.tensors(known.artefacts["codec"])) == set(weights.tensors(3))
    assert set(store.tensors(known.artefacts["speech"])) == set(weights.tensors(4))
    assert store.path(known.artefacts["tokens"]).read_bytes() == weights.VOCABULARY


def test_what_is_kept_is_the_loadable_file_and_its_record_alone(fetch, known, store):
    fetch("small")
    kept = sorted(p.name for p in (store.root / "codec").iterdir())
    assert kept == ["artefact.json", "codec.safetensors"]


def test_hashes_are_vouched_for_by_authors_or_by_the_hub(fetch, known, store):
    fetch("small")
    proofs = {name: store.record(known.artefacts[name]).proof for name in EVERY_PART}
    assert proofs == {
        "small": "md5 published by its authors",
        "codec": "md5 published by its authors",
        "speech": "sha256 stated by the hub",
        "tokens": "git hash stated by the hub",
    }


def test_a_mirror_that_states_no_hash_gives_unverified_weights(fetch, known, store, server):
    server.states_hashes = False
    assert fetch("speech") == []
    assert store.status(known.artefacts["speech"]).state == "unverified"


def test_a_second_pull_asks_for_nothing(fetch, server):
    fetch("small")
    server.asked.clear()
    assert fetch("small") == []
    assert server.asked == []


def test_the_revision_is_pinned_between_head_and_get(fetch, server):
    fetch("speech")
    gets = [a.path for a in server.asked if a.method == "GET" and "/resolve/" in a.path]
    assert gets == [f"/makers/model/resolve/{COMMIT}/weights/speech.pt"]


def test_the_account_is_told_to_the_hub_and_to_nobody_else(fetch, server, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    fetch("small", "codec")
    with_account = {a.path.split("/")[1] for a in server.asked if "authorization" in a.headers}
    assert with_account == {"makers"}  # not /cdn, not /assets
    releases = [a for a in server.asked if "/releases/" in a.path]
    assert releases and not any("authorization" in a.headers for a in releases)


# -- interruptions ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["small", "codec", "speech"])
def test_a_cut_connection_goes_on_where_it_was(fetch, known, store, server, name):
    file = known.artefacts[name].file
    server.fail(file, Fault(cut=100_000), Fault(cut=50_000))
    assert fetch(name) == []
    starts = [a.start for a in server.bodies(file)]
    assert starts == [0, 100_000, 150_000]
    assert store.status(known.artefacts[name]).state == "verified"


def test_a_silent_connection_is_given_up_and_resumed(fetch, server, known, store):
    server.fail("net_small.pth", Fault(cut=100_000, stall_s=3))
    assert fetch("small") == []
    assert [a.start for a in server.bodies("net_small.pth")] == [0, 100_000]


def test_the_next_command_goes_on_where_a_failed_one_stopped(fetch, known, store, server):
    server.fail("speech.pt", Fault(cut=100_000), *[Fault(cut=0)] * 9)
    [error] = fetch("speech")
    assert isinstance(error, DownloadError) and "kept" in error.hint
    assert store.status(known.artefacts["speech"]).state == "partial"
    server.faults.clear()
    server.asked.clear()
    assert fetch("speech") == []
    assert [a.start for a in server.bodies("speech.pt")] == [100_000]


def test_a_finished_part_is_not_fetched_again(fetch, known, store, server, files):
    for name in ("codec", "small"):
        part = store.part(known.artefacts[name])
        part.parent.mkdir(parents=True)
        part.write_bytes(files[known.artefacts[name].file])
    assert fetch("codec", "small") == []
    assert [a.start for a in server.bodies(".pth")] == [len(files["codec.pth"])]  # nothing came


def test_a_server_that_knows_no_ranges_starts_over(fetch, known, store, server):
    server.fail("net_small.pth", Fault(cut=100_000), Fault(whole=True))
    assert fetch("small") == []
    assert store.status(known.artefacts["small"]).state == "verified"


def test_a_file_replaced_on_the_hub_meanwhile_starts_over(fetch, known, store, server):
    server.fail("speech.pt", Fault(cut=100_000), *[Fault(cut=0)] * 9)
    fetch("speech")
    server.faults.clear()
    server.asked.clear()
    server.hub["makers/model/weights/speech.pt"] = weights.pickled(weights.tensors(99))
    assert fetch("speech") == []
    assert [a.start for a in server.bodies("speech.pt")] == [0]


def test_a_release_replaced_meanwhile_starts_over(fetch, known, store, server, files):
    server.fail("codec.pth", Fault(cut=100_000), *[Fault(cut=0)] * 9)
    server.hub.clear()
    store_part = store.part(known.artefacts["codec"])
    fetch("codec")
    server.faults.clear()
    server.releases["makers/model/v0.1/codec.pth"] = files["codec.pth"] + b"more"
    [error] = fetch("codec")
    assert "md5" in error.message
    wrong = store_part.with_name("codec.pth.wrong")
    assert wrong.read_bytes() == files["codec.pth"] + b"more"  # no mixture of the two


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(fetch, server, status):
    server.fail("net_small.pth", Fault(status=status))
    server.fail("codec.pth", Fault(status=status))
    assert fetch("small") == []


def test_a_hub_that_stays_broken_is_named(fetch, server):
    server.fail("resolve:makers/model/weights/net_small.pth", *[Fault(status=500)] * 9)
    [error] = fetch("small")  # and the rest is not tried: the network is down
    assert "answered 500" in error.message and "connection" in error.hint


# -- refusals -----------------------------------------------------------------------


@pytest.mark.parametrize("status", [401, 403])
def test_a_closed_door_names_the_file_and_says_how_to_open_it(fetch, server, status):
    server.fail("resolve:makers/model/weights/speech.pt", Fault(status=status))
    [error] = fetch("speech")
    assert str(status) in error.message
    assert "speech.pt" in error.where
    assert "HF_TOKEN" in error.hint and "deepaudio models import" in error.hint


def test_a_file_that_is_gone_does_not_stop_the_others(fetch, known, store, server):
    del server.hub["makers/model/weights/net_small.pth"]
    [error] = fetch("small")
    assert "no such file" in error.message and "net_small.pth" in error.where
    assert store.status(known.artefacts["tokens"]).installed


def test_the_second_source_helps_when_the_first_has_nothing(fetch, known, store, server):
    server.releases.clear()
    assert fetch("codec") == []
    assert store.status(known.artefacts["codec"]).state == "verified"


def test_no_network_at_all_is_said_once(known, store, server, heard, monkeypatch):
    from tests.deepaudio.weights.conftest import PATIENCE

    gone = "http://127.0.0.1:9/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", gone)
    [error] = pull(known.choose(["small"]), store, heard, PATIENCE)
    assert "127.0.0.1:9 cannot be reached" in error.message


def test_offline_mode_fetches_nothing_and_says_what_to_do(fetch, server, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(DownloadError, match="HF_HUB_OFFLINE") as raised:
        fetch("small")
    assert "import" in raised.value.hint
    assert server.asked == []


# -- wrong content ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"), [("small", "md5"), ("speech", "sha256"), ("tokens", "git hash")]
)
def test_corrupted_content_is_set_aside_and_named(fetch, known, store, server, name, kind):
    artefact = known.artefacts[name]
    server.fail(artefact.file, Fault(corrupt=True))
    [error] = fetch(name)
    assert isinstance(error, WeightsDamagedError)
    assert kind in error.message and f"{artefact.file}.wrong" in error.message
    assert store.status(artefact).state == "wrong"
    assert store.wrong(artefact).exists()
    assert fetch(name) == []  # from the beginning
    assert not store.wrong(artefact).exists()


def test_a_pickle_that_wants_to_run_is_refused(fetch, known, store, server, tmp_path):
    mark = tmp_path / "it ran"
    server.hub["makers/model/weights/speech.pt"] = weights.pickled({"x": Malicious(mark)})
    [error] = fetch("speech")
    assert "more than tensors" in error.message
    assert not mark.exists()
    assert not store.status(known.artefacts["speech"]).installed


class Malicious:
    """Touches a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return (Path.touch, (self.mark,))


# -- the disk -----------------------------------------------------------------------


def test_too_little_space_is_foreseen(fetch, server, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(DiskFullError, match=r"GB are needed, 0\.0 GB are free"):
        fetch("small")
    assert server.asked == []


def test_a_disk_that_fills_up_is_named_and_the_rest_comes_later(fetch, known, store, server):
    part = store.part(known.artefacts["small"])
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    with pytest.raises(DiskFullError) as raised:
        fetch("small")
    assert "kept" in raised.value.hint
    part.unlink()
    assert fetch("small") == []


def test_a_disk_that_fills_up_while_converting_costs_no_second_download(
    fetch, known, store, server, monkeypatch
):
    from deepaudio.weights import convert

    def full(*_args, **_more):
        raise SafetensorError("I/O error: No space left on device (os error 28)")

    with monkeypatch.context() as patch, pytest.raises(DiskFullError):
        patch.setattr(convert, "save_file", full)
        fetch("speech")
    server.asked.clear()
    assert fetch("speech") == []
    assert server.bodies("speech.pt") == []


def test_a_folder_that_cannot_be_made_is_named(known, heard, server, tmp_path):
    from deepaudio.weights.store import Store

    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"):
        pull(known.choose(["small"]), Store(tmp_path / "file" / "weights"), heard)


def test_two_commands_do_not_write_at_once(fetch, store):
    with store.changing(), pytest.raises(WeightsError, match="another command"):
        fetch("small")


# -- progress -----------------------------------------------------------------------


def test_progress_ends_at_the_size_and_never_goes_back(fetch, heard, files):
    fetch("small")
    fetched = [m for m in heard.moments if m.stage == "fetching" and m.artefact == "small"]
    amounts = [m.done for m in fetched]
    assert amounts == sorted(amounts)
    assert fetched[-1].done == fetched[-1].total == len(files["net_small.pth"])
    assert {(m.number, m.count) for m in fetched} == {(1, 4)}
