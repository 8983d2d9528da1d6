"""`deepaudio hosts install` for every host that takes start-up files, into a home of its own."""

import os

import pytest

from deepaudio_plugin.core import files
from deepaudio_plugin.hosts.installing.finding import System
from tests.helpers.command import deepaudio, snapshot

HOSTS = {
    "nuke": (
        "usr/local/Nuke16.0v3/Nuke16.0",
        (
            ".nuke/Python/StartupUI/deepaudio_startup.py",
            ".nuke/deepaudio/deepaudio_nuke/bridge.py",
            ".nuke/deepaudio/deepaudio_outside.py",
            ".nuke/deepaudio/packages/deepaudio_ui/shells/docked.py",
            ".nuke/deepaudio/deepaudio.json",
        ),
    ),
    "resolve": (
        "opt/resolve/bin/resolve",
        (
            ".local/share/DaVinciResolve/Fusion/Scripts/Utility/DeepAudio/Open window.py",
            ".local/share/DaVinciResolve/Fusion/Scripts/Utility/DeepAudio/"
            "Open window (free edition).lua",
            ".local/share/DaVinciResolve/Fusion/deepaudio/deepaudio_resolve.py",
            ".local/share/DaVinciResolve/Fusion/deepaudio/deepaudio_outside.py",
        ),
    ),
    "openrv": (
        "opt/OpenRV-4.0.1/bin/rv",
        (".rv/Packages/deepaudio-1.0.rvpkg", ".rv/deepaudio/deepaudio_openrv.py"),
    ),
}
pytestmark = pytest.mark.skipif(os.name == "nt", reason="its programs are shell scripts")


@pytest.fixture
def home(tmp_path, monkeypatch, private_folders):
    """A machine whose user lives in a folder below `tmp_path`, with nothing on the PATH."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "RV_SUPPORT_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(files, "_sync", lambda path: None)  # hundreds of small files
    original = System.__init__
    monkeypatch.setattr(
        System, "__init__", lambda self, **given: original(self, **{"root": tmp_path, **given})
    )
    return home


def have_program(home, name):
    program = home.parent / HOSTS[name][0]
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)


@pytest.mark.parametrize("name", HOSTS)
def test_it_goes_where_the_host_looks_and_comes_out_again(home, name):
    have_program(home, name)
    before = snapshot(home)
    ran = deepaudio("hosts", "install", name)
    assert ran.code == 0, ran.err
    for path in HOSTS[name][1]:
        assert (home / path).is_file(), path
    assert "DeepAudio ▸" in ran.out  # what to click
    assert not [p for p in home.rglob("*") if p.suffix in (".so", ".pyd", ".dll", ".dylib")]
    assert not list(home.rglob("PySide6*"))
    assert "bad" not in deepaudio("hosts", "doctor").out
    assert deepaudio("hosts", "remove", name).code == 0
    left = {path for path in snapshot(home) if not path.startswith((".local/share/deepaudio",))}
    made = {p for p in left - set(before) if (home / p).is_file()}
    assert made == set()


@pytest.mark.parametrize("name", HOSTS)
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_named(home, name, tmp_path):
    have_program(home, name)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    ran = deepaudio("hosts", "install", name, "--folder", closed)
    assert ran.code == 2
    assert str(closed) in ran.err
    assert "--folder DIR" in ran.err


@pytest.mark.parametrize("name", HOSTS)
def test_a_file_in_the_way_of_a_folder_is_named_and_kept(home, name, tmp_path):
    have_program(home, name)
    place = tmp_path / "place"
    place.mkdir()
    (place / "deepaudio").write_text("somebody's")
    ran = deepaudio("hosts", "install", name, "--folder", place)
    assert ran.code == 2
    assert "deepaudio" in ran.err
    assert (place / "deepaudio").read_text() == "somebody's"


def test_a_nuke_that_is_too_old_is_refused_with_its_version(home):
    program = home.parent / "usr/local/Nuke12.2v3/Nuke12.2"
    program.parent.mkdir(parents=True)
    program.write_text("")
    program.chmod(0o755)
    ran = deepaudio("hosts", "install", "nuke")
    assert ran.code == 2
    assert "12.2v3 is too old: 13.2 or later is needed" in ran.err
