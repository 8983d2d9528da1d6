import ast
import sys
from pathlib import Path

import opentimelineio as otio
import pytest

from deepaudio_plugin.hosts.bridge import (
    KnowsPlayhead,
    KnowsSelection,
    MovesPlayhead,
    ReceivesTracks,
    SendsTimeline,
)
from tests.helpers import in_host
from tests.helpers.fake_hiero import FakeHiero, Project, Sequence, TrackItem
from tests.helpers.hostile_text import ACTING, HOSTILE

STARTUP = "Python/StartupUI/deepaudio_startup.py"


@pytest.fixture(params=[False, True], ids=["16", "13.2"])
def hiero(request, tmp_path, monkeypatch):
    fake = FakeHiero(Project(str(tmp_path / "show" / "film.hrox")), old=request.param)
    (tmp_path / "show").mkdir()
    fake.active = Sequence("Reel 1", fake.project, in_host.timeline())
    fake.project.sequences.append(fake.active)
    fake.install(monkeypatch)
    return fake


@pytest.fixture(scope="module")
def dot_nuke(tmp_path_factory):
    return in_host.installed("nuke", tmp_path_factory.mktemp("home") / ".nuke")


@pytest.fixture
def host(hiero, dot_nuke, monkeypatch):
    with in_host.as_in_a_host(monkeypatch, dot_nuke / "deepaudio"):
        import deepaudio_nuke

        yield deepaudio_nuke.host()


def test_it_can_what_the_protocols_ask(host):
    for ability in (SendsTimeline, ReceivesTracks, KnowsSelection, KnowsPlayhead, MovesPlayhead):
        assert isinstance(host, ability)
    assert host.name == "nuke"


def test_the_open_sequence_is_saved_beside_the_project(host, tmp_path):
    sent = host.send_timeline()
    assert sent.path == tmp_path / "show" / "DeepAudio" / "film Reel 1.otio"
    assert otio.adapters.read_from_file(str(sent.path)).name == "Reel 1"
    assert [path.name for path in sent.path.parent.iterdir()] == [sent.path.name]
    assert "does not match" in sent.notes[0]


def written(host):
    sent = host.send_timeline().path
    return in_host.write(
        sent.with_name("film Reel 1.deepaudio.otio"),
        in_host.timeline(tracks=("A1", "DeepAudio Speech", "DeepAudio Audio")),
    )


def test_tracks_come_as_a_new_sequence_and_the_open_one_is_left_alone(host, hiero):
    written(host)
    placed = host.receive_tracks()
    assert (placed.timeline, placed.clips, placed.notes) == ("Reel 1 DeepAudio 1", 4, ())
    names = [sequence.name() for sequence in hiero.project.sequences]
    assert names == ["Reel 1", "Reel 1 DeepAudio 1"]
    assert hiero.project.sequences[0].timeline.tracks[0].name == "A1"
    assert len(hiero.project.sequences[0].timeline.tracks) == 1


def test_from_a_version_the_next_one_is_made_of_the_same_file(host):
    in_host.older(written(host))
    host.receive_tracks()
    placed = host.receive_tracks()  # the version is open now
    assert placed.timeline == "Reel 1 DeepAudio 2"
    assert "before the timeline was sent" in placed.notes[0]


def test_selection_and_playhead_are_frames_from_the_first(host, hiero):
    hiero.chosen = [TrackItem(48, 71), TrackItem(0, 23), TrackItem(48, 71), object()]
    assert host.selection() == ((0, 24), (48, 72))
    host.move_playhead(36)
    assert host.playhead() == 36


def test_what_cannot_be_done_is_said(host, hiero, tmp_path):
    from deepaudio_outside import BridgeError

    with pytest.raises(BridgeError, match="nothing has been written"):
        host.receive_tracks()
    written(host)
    hiero.project.locked = True
    with pytest.raises(BridgeError, match="Bin is locked"):
        host.receive_tracks()
    hiero.project._path = ""
    with pytest.raises(BridgeError, match="not saved yet"):
        host.send_timeline()
    hiero.active = None
    with pytest.raises(BridgeError, match="no sequence is open"):
        host.send_timeline()


def test_a_version_without_an_exporter_is_too_old(host, monkeypatch):
    from deepaudio_outside import BridgeError

    monkeypatch.setitem(sys.modules, "hiero.exporters.FnOTIOExportTask", None)
    with pytest.raises(BridgeError, match=r"13\.2 or later"):
        host.send_timeline()


def test_a_folder_that_cannot_be_written_to_is_named(host, tmp_path):
    from deepaudio_outside import BridgeError

    (tmp_path / "show" / "DeepAudio").write_text("a file where the folder should be")
    with pytest.raises(BridgeError, match="cannot be written to"):
        host.send_timeline()


def test_a_console_shows_what_a_name_contains_and_does_nothing(host, tmp_path, monkeypatch, capsys):
    import deepaudio_outside

    told = []
    monkeypatch.setattr(deepaudio_outside, "_start", lambda _home, *words: told.append(words))
    deepaudio_outside.show_message(tmp_path, HOSTILE)
    assert not ACTING.search(capsys.readouterr().out)
    assert told == [("--say", HOSTILE)]  # the window writes it out itself


def test_starting_the_host_adds_a_menu_and_loads_nothing_heavy(dot_nuke):
    started = in_host.start("fake_hiero", "FakeHiero(fake_hiero.Project())", dot_nuke / STARTUP)
    assert started.heavy == []
    assert started.modules < 20


def test_the_menu_has_a_panel_only_where_there_is_pyside6(host, hiero, monkeypatch):
    import deepaudio_nuke

    deepaudio_nuke.add_menu()
    others = ["Open window with this sequence", "Bring tracks in"]
    assert list(hiero.menu.actions) == ["Panel", *others]
    hiero.menu.actions.clear()
    monkeypatch.setattr(deepaudio_nuke, "panel_possible", lambda: False)
    deepaudio_nuke.add_menu()
    assert list(hiero.menu.actions) == others


@pytest.mark.parametrize("name", ["nuke", "resolve", "openrv", "shared"])
def test_start_up_files_are_in_the_python_of_the_oldest_host(name):
    import deepaudio_resources

    tree = Path(deepaudio_resources.__file__).parent / "hosts" / name
    for path in tree.rglob("*.py"):
        ast.parse(path.read_text(), str(path), feature_version=(3, 7))


def test_the_menu_opens_the_window_in_our_own_interpreter(host, hiero, tmp_path, monkeypatch):
    import deepaudio_nuke
    import deepaudio_outside

    program, noted = in_host.program_that_notes(tmp_path / "ours")
    monkeypatch.setenv("DEEPAUDIO_PYTHON", str(program))
    monkeypatch.setenv("QT_PLUGIN_PATH", "/host/plugins")
    libraries = tmp_path / "host"
    libraries.mkdir()
    (libraries / "libQt6Core.so.6").touch()
    monkeypatch.setenv("LD_LIBRARY_PATH", f"{libraries}:/somewhere/else")
    told = []
    monkeypatch.setattr(deepaudio_nuke, "_show_message", told.append)
    deepaudio_nuke.open_window()
    message = in_host.arguments(noted)
    sent = tmp_path / "show" / "DeepAudio" / "film Reel 1.otio"
    assert message == ["-m", "deepaudio_ui.main", "--watch", str(sent), "--for", "nuke"]
    kept = deepaudio_outside.environment()
    assert "QT_PLUGIN_PATH" not in kept
    assert kept["LD_LIBRARY_PATH"] == "/somewhere/else"
    assert told == ["Clip 'a' frame rate 25 does not match sequence"]


def test_an_error_of_the_host_is_told_and_does_not_pass(host, hiero, monkeypatch):
    import deepaudio_nuke

    told = []
    monkeypatch.setattr(deepaudio_nuke, "_show_message", told.append)
    monkeypatch.setattr(hiero.active, "name", None)  # calling it raises
    deepaudio_nuke.bring_in()
    assert "nuke could not do this" in told[0]
