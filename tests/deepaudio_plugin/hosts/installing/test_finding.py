import os

import pytest

from deepaudio_plugin.hosts import registry
from deepaudio_plugin.hosts.installing.finding import System, find, folders

BLENDER = registry.program("blender")
RESOLVE = registry.program("resolve")
NUKE = registry.program("nuke")


def program(path, says="", code=0):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
    path.chmod(0o755)
    return path


def machine(tmp_path, platform="linux", **environ):
    return System(platform=platform, home=tmp_path / "home", root=tmp_path, environ=environ)


pytestmark = pytest.mark.skipif(os.name == "nt", reason="its programs are shell scripts")


def test_an_empty_machine_has_none_of_them(tmp_path):
    assert [find(install, machine(tmp_path)) for install in registry.programs()] == [[]] * 7


def test_a_program_on_path_tells_its_version(tmp_path):
    here = program(tmp_path / "bin" / "blender", "Blender 4.5.3 LTS")
    (found,) = find(BLENDER, machine(tmp_path, PATH=str(here.parent)))
    assert (found.version, found.program, found.how) == ("4.5.3", here, "PATH")


def test_programs_in_well_known_folders_are_found_newest_first(tmp_path):
    program(tmp_path / "opt" / "blender-4.2.1" / "blender", "Blender 4.2.1")
    program(tmp_path / "home" / "blender-5.0" / "blender", "Blender 5.0.0")
    found = find(BLENDER, machine(tmp_path))
    assert [one.version for one in found] == ["5.0.0", "4.2.1"]


def test_a_program_that_says_nothing_has_the_version_of_its_path(tmp_path):
    program(tmp_path / "opt" / "blender-4.3.2" / "blender", code=1)
    assert [one.version for one in find(BLENDER, machine(tmp_path))] == ["4.3.2"]


def test_nuke_is_never_started_to_ask(tmp_path):
    started = tmp_path / "started"
    nuke = program(tmp_path / "usr" / "local" / "Nuke16.0v3" / "Nuke16.0")
    nuke.write_text(f"#!/bin/sh\ntouch {started}\n")
    assert [one.version for one in find(NUKE, machine(tmp_path))] == ["16.0v3"]
    assert not started.exists()


def test_a_variable_names_a_program_that_is_elsewhere(tmp_path):
    here = program(tmp_path / "usb" / "b", "Blender 4.5.0")
    (found,) = find(BLENDER, machine(tmp_path, DEEPAUDIO_BLENDER=str(here)))
    assert (found.version, found.how) == ("4.5.0", "DEEPAUDIO_BLENDER")


def test_settings_of_a_host_show_that_it_is_used_here(tmp_path):
    (tmp_path / "home" / ".config" / "blender" / "4.4").mkdir(parents=True)
    (found,) = find(BLENDER, machine(tmp_path))
    assert (found.version, found.program) == ("4.4", None)


def test_one_program_under_two_names_is_one(tmp_path):
    real = program(tmp_path / "opt" / "blender-4.5.0" / "blender", "Blender 4.5.0")
    link = tmp_path / "bin" / "blender"
    link.parent.mkdir()
    link.symlink_to(real)
    assert len(find(BLENDER, machine(tmp_path, PATH=str(link.parent)))) == 1


def test_each_version_has_its_folder_and_old_ones_none(tmp_path):
    for version in ("3.6.0", "4.2.1", "4.5.0"):
        program(tmp_path / "opt" / f"blender-{version}" / "blender", f"Blender {version}")
    system = machine(tmp_path)
    places = folders(BLENDER, find(BLENDER, system), system)
    config = tmp_path / "home" / ".config" / "blender"
    assert list(places) == [
        config / version / "extensions" / "user_default" for version in ("4.5", "4.2")
    ]


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, "home/.config/blender/4.5"),
        ("linux", {"XDG_CONFIG_HOME": "{}/settings"}, "settings/blender/4.5"),
        ("macos", {}, "home/Library/Application Support/Blender/4.5"),
        ("windows", {"APPDATA": "{}/roaming"}, "roaming/Blender Foundation/Blender/4.5"),
        ("linux", {"BLENDER_USER_RESOURCES": "{}/own"}, "own"),
    ],
)
def test_the_folder_is_where_the_platform_keeps_it(tmp_path, platform, environ, expected):
    environ = {name: value.format(tmp_path) for name, value in environ.items()}
    here = program(tmp_path / "b", "Blender 4.5.0")
    system = machine(tmp_path, platform, DEEPAUDIO_BLENDER=str(here), **environ)
    (place,) = folders(BLENDER, find(BLENDER, system), system)
    assert place == tmp_path / expected / "extensions" / "user_default"


def test_a_host_without_a_version_still_has_its_folder(tmp_path):
    program(tmp_path / "opt" / "resolve" / "bin" / "resolve")
    system = machine(tmp_path)
    found = find(RESOLVE, system)
    assert [one.version for one in found] == [""]
    (place,) = folders(RESOLVE, found, system)
    assert place.is_relative_to(tmp_path / "home" / ".local" / "share" / "DaVinciResolve")
