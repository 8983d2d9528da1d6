import io
import zipfile

import opentimelineio as otio
import pytest

from deepaudio_plugin.hosts import registry
from deepaudio_plugin.hosts.bridge import (
    KnowsPlayhead,
    MovesPlayhead,
    ReceivesTracks,
    SendsTimeline,
)
from deepaudio_plugin.hosts.installing import payload
from tests.helpers import in_host
from tests.helpers.fake_rv import Event, FakeRV

PACKAGE = "Packages/deepaudio-1.0.rvpkg"


@pytest.fixture(scope="module")
def dot_rv(tmp_path_factory):
    """An RV folder after a person ticked “Installed”: RV has unpacked the mode into Python/."""
    folder = in_host.installed("openrv", tmp_path_factory.mktemp("home") / ".rv")
    with zipfile.ZipFile(folder / PACKAGE) as package:
        package.extract("deepaudio_mode.py", folder / "Python")
    return folder


@pytest.fixture
def rv(monkeypatch):
    fake = FakeRV(otio.adapters.write_to_string(in_host.timeline("Default Sequence")))
    fake.install(monkeypatch)
    return fake


@pytest.fixture
def mode(rv, dot_rv, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with in_host.as_in_a_host(monkeypatch, dot_rv / "deepaudio"):
        import deepaudio_openrv

        yield deepaudio_openrv.mode()


def test_the_package_is_one_archive_and_always_the_same_bytes():
    install = registry.program("openrv")
    content = payload.start_up_files(install)[PACKAGE]
    assert payload.start_up_files(install)[PACKAGE] == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        manifest = package.read("PACKAGE").decode()
        assert "file: deepaudio_mode.py" in manifest
        assert "deepaudio_mode.py" in package.namelist()


def test_it_can_what_the_protocols_ask(mode):
    for ability in (SendsTimeline, ReceivesTracks, KnowsPlayhead, MovesPlayhead):
        assert isinstance(mode.host, ability)
    assert mode.host.name == "openrv"


def test_the_timeline_that_was_opened_is_sent_as_it_is(mode, rv, tmp_path):
    path = in_host.write(tmp_path / "cut.otio", in_host.timeline())
    event = Event(f"{path};;tag=x")
    mode._on_source(event)
    assert event.rejected  # RV's own reader sees it too
    assert mode.host.send_timeline().path == path
    assert rv.sent == []


def test_another_view_is_exported_by_rv_itself(mode, rv, tmp_path):
    rv.opened = ["/a.mov"]
    sent = mode.host.send_timeline()
    assert sent.path == tmp_path / "DeepAudio" / "OpenRV" / "Default Sequence.otio"
    assert rv.sent == ["otio-export"]
    assert otio.adapters.read_from_file(str(sent.path)).name == "Default Sequence"


def test_the_written_timeline_is_a_new_source_beside_the_others(mode, rv, tmp_path):
    path = in_host.write(tmp_path / "cut.otio", in_host.timeline())
    mode._on_source(Event(str(path)))
    in_host.older(path)
    written = in_host.write(
        tmp_path / "cut.deepaudio.otio", in_host.timeline(tracks=("A1", "DeepAudio Speech"))
    )
    placed = mode.host.receive_tracks()
    assert rv.opened == [str(written)]
    assert (placed.timeline, placed.clips, placed.notes) == ("cut.deepaudio", 2, ())


def test_the_playhead_counts_from_the_first_frame(mode, rv):
    mode.host.move_playhead(0)
    assert rv.frame == 1
    rv.frame = 25
    assert mode.host.playhead() == 24


def test_what_cannot_be_done_is_said_in_rv(mode, rv):
    mode._on_bring_in(None)
    assert "nothing is open" in rv.told[-1]
    rv.opened, rv.kind = ["/a.mov"], "RVLayoutGroup"
    mode._on_window(None)
    assert "View a sequence" in rv.told[-1]
    rv.kind, rv.export = "RVSequenceGroup", ""
    mode._on_window(None)
    assert "saved no timeline" in rv.told[-1]


def test_loading_the_package_loads_little_and_nothing_heavy(dot_rv):
    start_up = dot_rv / "Python" / "deepaudio_mode.py"
    started = in_host.start("fake_rv", "FakeRV()", start_up, "\ncreateMode()\n")
    assert started.heavy == []
    assert started.modules < 60


def test_a_package_whose_files_were_removed_says_what_to_do(rv, dot_rv, tmp_path):
    left = tmp_path / ".rv" / "Python" / "deepaudio_mode.py"
    left.parent.mkdir(parents=True)
    left.write_bytes((dot_rv / "Python" / "deepaudio_mode.py").read_bytes())
    loaded = {"__file__": str(left)}
    exec(compile(left.read_text(), str(left), "exec"), loaded)
    with pytest.raises(ImportError, match="untick it"):
        loaded["createMode"]()
