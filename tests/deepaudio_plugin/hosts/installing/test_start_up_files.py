import json
import os
import sys
from dataclasses import replace

import pytest

from deepaudio_plugin import __version__
from deepaudio_plugin.core.errors import HostError, OutputError
from deepaudio_plugin.hosts import registry
from deepaudio_plugin.hosts.installing import payload
from deepaudio_plugin.hosts.installing.start_up_files import install_into, remove_from, state
from tests.helpers.command import snapshot

BLENDER = registry.program("blender")
ONE = "deepaudio/otio_json.py"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "user_default"


def test_an_installation_has_every_file_and_names_the_interpreter(folder):
    change = install_into(BLENDER, folder)
    assert set(change.written) == set(payload.start_up_files(BLENDER))
    assert (folder / "deepaudio" / "blender_manifest.toml").is_file()
    launcher = json.loads((folder / BLENDER.launcher).read_bytes())
    assert (launcher["python"], launcher["version"]) == (sys.executable, __version__)
    assert state(BLENDER, folder).condition == "current"


def test_the_extension_has_the_version_of_the_package():
    manifest = payload.start_up_files(BLENDER)["deepaudio/blender_manifest.toml"].decode()
    assert f'\nversion = "{__version__}"\n' in manifest


def test_nothing_compiled_is_copied(folder):
    install_into(BLENDER, folder)
    endings = {path.suffix for path in folder.rglob("*") if path.is_file()}
    assert endings == {".py", ".toml", ".json"}


def test_removal_leaves_the_folder_as_it_was(folder):
    folder.mkdir()
    (folder / "other.py").write_text("somebody's")
    before = snapshot(folder)
    install_into(BLENDER, folder)
    compiled = folder / "deepaudio" / "__pycache__" / "otio_json.cpython-311.pyc"
    compiled.parent.mkdir()
    compiled.touch()
    remove_from(BLENDER, folder)
    assert snapshot(folder) == before


def test_a_second_installation_writes_nothing_anew(folder):
    install_into(BLENDER, folder)
    assert install_into(BLENDER, folder).written == ()


def test_an_older_installation_is_replaced_and_its_old_files_go(folder):
    install_into(BLENDER, folder)
    as_if_older(folder, {ONE: b"old", "deepaudio/gone.py": b"not shipped any more"})
    assert state(BLENDER, folder).condition == "older"
    change = install_into(BLENDER, folder)
    assert (change.written, change.removed, change.kept) == ((ONE,), ("deepaudio/gone.py",), ())
    assert change.replaced == "0.0.1"
    assert state(BLENDER, folder).condition == "current"


def as_if_older(folder, files):
    launcher = folder / BLENDER.launcher
    facts = json.loads(launcher.read_bytes())
    for name, content in files.items():
        (folder / name).write_bytes(content)
        facts["files"][name] = payload_sum(content)
    launcher.write_text(json.dumps({**facts, "version": "0.0.1"}))


def payload_sum(content):
    import hashlib

    return hashlib.sha256(content).hexdigest()


def test_a_file_changed_by_hand_is_kept_when_installing_and_when_removing(folder):
    install_into(BLENDER, folder)
    (folder / ONE).write_text("mine")
    assert state(BLENDER, folder).edited == (ONE,)
    change = install_into(BLENDER, folder)
    assert change.kept == (f"{ONE}.edited",)
    assert (folder / f"{ONE}.edited").read_text() == "mine"
    (folder / ONE).write_text("mine again")
    change = remove_from(BLENDER, folder)
    assert change.kept == (ONE,)
    assert sorted(snapshot(folder)) == ["deepaudio", ONE, f"{ONE}.edited"]


def test_a_file_of_somebody_else_is_never_overwritten(folder):
    (folder / "deepaudio").mkdir(parents=True)
    (folder / ONE).write_text("theirs")
    before = snapshot(folder)
    with pytest.raises(HostError, match="is in the way"):
        install_into(BLENDER, folder)
    assert snapshot(folder) == before


def test_an_installation_that_broke_off_is_finished_by_the_next(folder):
    install_into(BLENDER, folder)
    (folder / BLENDER.launcher).unlink()
    (folder / ONE).unlink()
    assert state(BLENDER, folder).condition == "absent"
    assert install_into(BLENDER, folder).written == (ONE,)


def test_a_lost_file_is_told(folder):
    install_into(BLENDER, folder)
    (folder / ONE).unlink()
    there = state(BLENDER, folder)
    assert (there.condition, there.missing) == ("damaged", (ONE,))


def test_a_folder_that_cannot_be_written_to_is_a_clear_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError) as refused:
        install_into(BLENDER, tmp_path / "file" / "user_default")
    assert "--folder" in refused.value.hint


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_a_clear_error(folder):
    folder.mkdir(mode=0o555)
    with pytest.raises(OutputError, match="cannot be written"):
        install_into(BLENDER, folder)


def test_removing_what_is_not_there_is_an_error(folder):
    with pytest.raises(HostError, match="not installed"):
        remove_from(BLENDER, folder)


def test_a_record_that_points_outside_is_not_believed(folder, tmp_path):
    install_into(BLENDER, folder)
    victim = tmp_path / "victim"
    victim.write_text("x")
    launcher = folder / BLENDER.launcher
    facts = json.loads(launcher.read_bytes())
    facts["files"]["../victim"] = payload_sum(b"x")
    launcher.write_text(json.dumps(facts))
    with pytest.raises(HostError):
        remove_from(BLENDER, folder)
    assert victim.exists()


def test_a_light_package_is_copied_and_a_compiled_one_refused():
    light = replace(BLENDER, packages=("platformdirs",), packages_into="deepaudio/packages")
    assert "deepaudio/packages/platformdirs/__init__.py" in payload.start_up_files(light)
    with pytest.raises(HostError, match="compiled"):
        payload.start_up_files(replace(light, packages=("opentimelineio",)))


def test_a_host_without_start_up_files_in_this_version_says_so():
    with pytest.raises(HostError, match="no start-up files"):
        payload.start_up_files(replace(BLENDER, name="nothing"))
