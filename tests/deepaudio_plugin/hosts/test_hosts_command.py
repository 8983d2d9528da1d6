"""`deepaudio hosts` as a person or a program calls it."""

import json
import os
from pathlib import Path

import pytest

from deepaudio_plugin.hosts.installing.finding import System
from tests.helpers.command import deepaudio

pytestmark = pytest.mark.skipif(os.name == "nt", reason="its programs are shell scripts")


@pytest.fixture
def home(tmp_path, monkeypatch, private_folders):
    """A machine without any editing program, whose user lives in `tmp_path`."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    original = System.__init__
    monkeypatch.setattr(
        System, "__init__", lambda self, **given: original(self, **{"root": tmp_path, **given})
    )
    return tmp_path


@pytest.fixture
def blender(home):
    program = home / "bin" / "blender"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'Blender 4.5.3 LTS'\n")
    program.chmod(0o755)
    return home / ".config" / "blender" / "4.5" / "extensions" / "user_default"


@pytest.mark.usefixtures("home")
def test_doctor_on_a_machine_with_none_of_the_hosts_says_what_to_do():
    ran = deepaudio("hosts", "doctor")
    assert ran.code == 0
    assert "None of the editing programs" in ran.out
    assert "Kdenlive, Nuke Studio / Hiero, OpenRV" in ran.out
    assert "deepaudio-panel TIMELINE" in ran.out
    assert deepaudio("hosts", "doctor", "--json").event("none")["known"][:2] == [
        "Avid Media Composer",
        "Blender",
    ]


@pytest.mark.usefixtures("home")
def test_a_host_that_is_not_here_is_not_installed_into():
    ran = deepaudio("hosts", "install", "blender")
    assert ran.code == 2
    assert "Blender was not found on this machine" in ran.err
    assert "--folder DIR" in ran.err and "DEEPAUDIO_BLENDER" in ran.err


def test_installing_says_what_to_click_and_removing_undoes_it(blender):
    ran = deepaudio("hosts", "install", "blender")
    assert ran.code == 0, ran.err
    assert str(blender) in ran.out and "tick “DeepAudio”" in ran.out
    assert (blender / "deepaudio" / "__init__.py").is_file()
    assert "DeepAudio 0.1.0 is installed (current)" in deepaudio("hosts", "list").out
    ran = deepaudio("hosts", "remove", "blender")
    assert ran.code == 0
    assert not (blender / "deepaudio").exists()
    assert deepaudio("hosts", "remove", "blender").code == 2


def test_a_folder_chosen_once_is_remembered(home):
    chosen = home / "studio" / "extensions"
    assert deepaudio("hosts", "install", "blender", "--folder", chosen).code == 0
    listed = deepaudio("hosts", "list", "--json").events
    (host,) = (event for event in listed if event["name"] == "blender")
    assert [Path(one["folder"]) for one in host["installed"]] == [chosen]
    assert deepaudio("hosts", "remove", "blender").code == 0
    assert not (chosen / "deepaudio").exists()


def test_doctor_finds_an_installation_whose_interpreter_is_gone(blender):
    deepaudio("hosts", "install", "blender")
    launcher = blender / "deepaudio" / "deepaudio.json"
    facts = json.loads(launcher.read_bytes())
    launcher.write_text(json.dumps({**facts, "python": "/gone/python"}))
    ran = deepaudio("hosts", "doctor")
    assert ran.code == 3
    assert "its interpreter is gone (/gone/python)" in ran.out
    assert "→ deepaudio hosts install blender" in ran.out


@pytest.mark.usefixtures("blender")
def test_doctor_is_content_with_a_good_installation():
    assert "→ deepaudio hosts install blender" in deepaudio("hosts", "doctor").out
    deepaudio("hosts", "install", "blender")
    ran = deepaudio("hosts", "doctor")
    assert (ran.code, "Nothing is wrong." in ran.out) == (0, True)


def test_a_host_that_is_too_old_is_named(blender, home):
    (home / "bin" / "blender").write_text("#!/bin/sh\necho 'Blender 3.6.1'\n")
    ran = deepaudio("hosts", "install", "blender")
    assert ran.code == 2
    assert "Blender 3.6.1 is too old: 4.2 or later is needed" in ran.err


@pytest.mark.usefixtures("home")
def test_hosts_that_work_by_files_say_how():
    ran = deepaudio("hosts", "install", "premiere")
    assert ran.code == 2
    assert "works by window and files" in ran.err
    assert "OpenTimelineIO" in ran.err


@pytest.mark.usefixtures("home")
def test_an_unknown_host_is_an_error_with_the_names():
    ran = deepaudio("hosts", "install", "flame", "--json")
    assert ran.code == 2
    assert "blender" in ran.event("error")["hint"]
