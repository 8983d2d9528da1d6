import ast
import importlib.metadata
import inspect
import json
import shutil
import sys
from pathlib import Path

import opentimelineio as otio
import pytest

from tests.helpers import fake_resolve, in_host

MENU = Path("Scripts") / "Utility" / "DeepAudio"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    in_host.installed("resolve", home / ".local" / "share" / "DaVinciResolve" / "Fusion")
    return home


@pytest.fixture
def home(installed, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(installed))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    yield installed
    shutil.rmtree(installed / "DeepAudio", ignore_errors=True)


@pytest.fixture
def resolve():
    project = fake_resolve.Project()
    text = otio.adapters.write_to_string(in_host.timeline())
    project.timelines.append(fake_resolve.Timeline("Reel 1", "id-reel", text))
    project.current = project.timelines[0]
    return fake_resolve.Resolve(project)


@pytest.fixture
def host(resolve, home, monkeypatch):
    with in_host.as_in_a_host(monkeypatch, fusion(home) / "deepaudio"):
        import deepaudio_resolve

        yield deepaudio_resolve.ResolveHost(resolve)


def fusion(home):
    return home / ".local" / "share" / "DaVinciResolve" / "Fusion"


def project_of(host):
    return host._project()


def test_the_open_timeline_is_exported_into_the_users_folder(host, home):
    sent = host.send_timeline()
    assert sent.path == home / "DeepAudio" / "Resolve" / "My film 01234567" / "Reel 1.otio"
    assert otio.adapters.read_from_file(str(sent.path)).name == "Reel 1"


def write(host):
    sent = host.send_timeline().path
    return in_host.write(
        sent.with_name("Reel 1.deepaudio.otio"),
        in_host.timeline(tracks=("A1", "DeepAudio Speech", "DeepAudio Audio")),
    )


def test_tracks_come_as_a_new_version_beside_the_open_timeline(host):
    written = write(host)
    placed = host.receive_tracks()
    assert (placed.timeline, placed.clips, placed.notes) == ("Reel 1 DeepAudio 1", 4, ())
    assert [one.GetName() for one in project_of(host).timelines] == ["Reel 1", "Reel 1 DeepAudio 1"]
    beside = sorted(path.name for path in written.parent.iterdir())
    assert beside == ["Reel 1.deepaudio.otio", "Reel 1.otio"]


def test_every_version_has_a_name_of_its_own(host):
    write(host)
    host.receive_tracks()
    project = project_of(host)
    project.current = project.timelines[-1]
    assert host.receive_tracks().timeline == "Reel 1 DeepAudio 2"


def test_an_import_that_did_nothing_is_not_taken_for_one(host):
    from deepaudio_outside import BridgeError

    write(host)
    project_of(host).imports = False
    with pytest.raises(BridgeError, match="read-only"):
        host.receive_tracks()


def test_media_that_are_not_there_are_named(host):
    from deepaudio_outside import BridgeError

    written = write(host)
    made = in_host.timeline()
    gone = otio.schema.ExternalReference("file:///Volumes/GONE/a%20b.wav")
    made.tracks[0][0].media_reference = gone
    in_host.write(written, made)
    project_of(host).imports = False
    with pytest.raises(BridgeError, match=r"missing files. Not there: /Volumes/GONE/a b\.wav"):
        host.receive_tracks()


def test_a_project_that_was_never_saved_is_refused_before_the_import(host, monkeypatch):
    from deepaudio_outside import BridgeError

    project_of(host)._name = "Untitled Project"
    with pytest.raises(BridgeError, match="never saved"):
        host.receive_tracks()
    assert len(project_of(host).timelines) == 1


def test_what_cannot_be_done_is_said(host, resolve, monkeypatch):
    from deepaudio_outside import BridgeError

    with pytest.raises(BridgeError, match="nothing has been written"):
        host.receive_tracks()
    project = project_of(host)
    project.current.exports = False
    with pytest.raises(BridgeError, match="did not export"):
        host.send_timeline()
    project.rendering = True
    with pytest.raises(BridgeError, match="is rendering"):
        host.send_timeline()
    monkeypatch.delattr(fake_resolve.Resolve, "EXPORT_OTIO")
    with pytest.raises(BridgeError, match=r"18\.5 or later"):
        host.send_timeline()
    project.current = None
    with pytest.raises(BridgeError, match="no timeline is open"):
        host.send_timeline()
    resolve.GetProjectManager()._project = None
    with pytest.raises(BridgeError, match="no project is open"):
        host.send_timeline()


@pytest.mark.parametrize("script", ["Open window", "Bring tracks in"])
def test_a_menu_script_finds_its_files_and_speaks_through_a_window(
    script, home, resolve, tmp_path, monkeypatch
):
    program, noted = in_host.program_that_notes(tmp_path / "ours")
    monkeypatch.setenv("DEEPAUDIO_PYTHON", str(program))
    source = (fusion(home) / MENU / f"{script}.py").read_text()
    with in_host.as_in_a_host(monkeypatch):
        exec(compile(source, script, "exec"), {"resolve": resolve})
    message = in_host.arguments(noted)
    if script == "Open window":
        sent = home / "DeepAudio" / "Resolve" / "My film 01234567" / "Reel 1.otio"
        assert message[2:] == ["--watch", str(sent), "--for", "resolve"]
    else:
        assert message[2] == "--say"
        assert message[3].startswith("nothing has been written for “Reel 1” yet")


# -- the published API ------------------------------------------------------------------


def stubs():
    try:
        files = importlib.metadata.files("fusionscript-stubs") or []
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("fusionscript-stubs is not installed")
    (path,) = [file.locate() for file in files if file.name == "fusionscript.pyi"]
    tree = ast.parse(Path(path).read_text())
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


@pytest.mark.parametrize("fake", fake_resolve.CLASSES, ids=lambda fake: fake.__name__)
def test_the_fake_has_only_what_resolve_has(fake):
    published = stubs()[fake.__name__]
    methods = {n.name: n for n in published.body if isinstance(n, ast.FunctionDef)}
    constants = {n.target.id for n in published.body if isinstance(n, ast.AnnAssign)}
    for name, member in vars(fake).items():
        if name.startswith("_"):
            continue
        if not callable(member):
            assert name in constants
            continue
        ours = list(inspect.signature(member).parameters)
        theirs = [argument.arg for argument in methods[name].args.args]
        assert len(ours) == len(theirs), name


# -- the free edition -------------------------------------------------------------------


@pytest.fixture
def lua(tmp_path, home, monkeypatch):
    """Runs the Lua script in Resolve's kind of Lua; returns what it started."""
    luajit = pytest.importorskip("lupa.luajit21", reason="lupa, for LuaJIT, is not installed")
    program, noted = in_host.program_that_notes(tmp_path / "it's “Ü”")
    launcher = fusion(home) / "deepaudio" / "deepaudio.json"
    before = launcher.read_text()
    launcher.write_text(json.dumps({**json.loads(before), "python": str(program)}, indent=1))
    monkeypatch.delenv("DEEPAUDIO_PYTHON", raising=False)
    script = fusion(home) / MENU / "Open window (free edition).lua"

    def run(prelude):
        luajit.LuaRuntime().execute(prelude + "\n" + script.read_text())
        return in_host.arguments(noted)

    yield run
    launcher.write_text(before)


FREE = """
local timeline = {{ GetName = function() return "Reel 1: {mark}" end }}
function timeline:Export(path, kind, subtype)
    if {fails} then return false end
    local file = io.open(path, "w"); file:write("{{}}"); file:close(); return true
end
local project = {{ GetName = function() return "My film" end }}
function project:GetCurrentTimeline() return {current} end
resolve = {{ EXPORT_OTIO = 1, EXPORT_NONE = 0 }}
function resolve:GetProjectManager()
    return {{ GetCurrentProject = function() return project end }}
end
"""


def test_the_free_edition_exports_and_opens_the_window(lua, home):
    message = lua(FREE.format(mark="it's", fails="false", current="timeline"))
    sent = home / "DeepAudio" / "Resolve" / "My film" / "Reel 1_ it's.otio"
    assert message == ["-m", "deepaudio_ui.main", "--watch", str(sent), "--for", "resolve"]
    assert sent.read_text() == "{}"


def test_where_no_script_may_export_the_folder_is_watched(lua, home):
    message = lua(FREE.format(mark="x", fails="true", current="timeline"))
    folder = home / "DeepAudio" / "Resolve" / "My film"
    assert message in (
        ["-m", "deepaudio_ui.main", "--watch", str(folder), "--for", "resolve"],
        ["-m", "deepaudio_ui.main", "--say", message[-1]],  # whichever was noted last
    )


def test_without_a_timeline_the_free_edition_says_so(lua):
    assert lua(FREE.format(mark="x", fails="false", current="nil"))[2:] == [
        "--say",
        "no timeline is open. Open one, and try again.",
    ]


def test_the_launcher_is_read_without_a_variable(home, tmp_path, monkeypatch):
    with in_host.as_in_a_host(monkeypatch, fusion(home) / "deepaudio"):
        import deepaudio_outside

        monkeypatch.delenv("DEEPAUDIO_PYTHON", raising=False)
        assert deepaudio_outside.interpreter(fusion(home) / "deepaudio") == sys.executable
        monkeypatch.setenv("DEEPAUDIO_PYTHON", str(tmp_path / "gone"))
        with pytest.raises(deepaudio_outside.BridgeError, match="not where it was"):
            deepaudio_outside.interpreter(fusion(home) / "deepaudio")
