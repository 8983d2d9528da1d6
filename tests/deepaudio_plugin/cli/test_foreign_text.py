"""Nothing that a file or an engine says acts on the terminal it is printed on."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import opentimelineio as otio
import pytest

from deepaudio_plugin.core import logs
from deepaudio_plugin.core.command_line.output import Output
from deepaudio_plugin.core.errors import MediaError
from deepaudio_plugin.core.foreign_text import one_line, visible
from deepaudio_plugin.core.ipc.log import ChildLog
from deepaudio_plugin.core.logs import log_path, log_to_stderr, start_log
from deepaudio_plugin.hosts import registry
from tests.helpers.command import Ran, deepaudio
from tests.helpers.hostile_text import ACTING, ESCAPES, HOSTILE, WORD
from tests.helpers.panel import fake_worker
from tests.helpers.project import RATE, clip, make_project, write_timeline

FORGED = "\nTimeline: /somewhere/else.otio"
NAME = f"{WORD}\x1b]0;title\x07\x9b31m\u202egpj"
"""As much of it as a file can be called."""

SRT = f"""1
00:00:00,250 --> 00:00:01,400
{HOSTILE}MARA: Who is there?{ESCAPES}

2
00:00:01,600 --> 00:00:02,400
JON{NAME}: fail {ESCAPES}

3
00:00:02,500 --> 00:00:02,900
[door{ESCAPES} slams]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A cut with hostile names of everything that has one, and a clip whose film is lost."""
    folder = tmp_path / f"{NAME} folder"
    made = make_project(folder)
    film = folder / f"{NAME}.mp4"
    made.film.rename(film)
    made.subtitles.unlink()
    timeline = folder / f"{NAME}.otio"
    clips = [
        clip(film.name, 0, 36, HOSTILE + FORGED),
        clip(f"lost {NAME}{FORGED}.mp4", 36, 36, f"lost {HOSTILE}"),
    ]
    write_timeline(timeline, clips)
    document = otio.adapters.read_from_file(str(timeline), "otio_json")
    document.name = HOSTILE + FORGED
    document.metadata[HOSTILE] = {"deepaudio": HOSTILE, "note": HOSTILE}
    picture = document.tracks[0]
    picture.name = HOSTILE + FORGED
    place = otio.opentime.TimeRange(
        otio.opentime.RationalTime(4, RATE), otio.opentime.RationalTime(12, RATE)
    )
    marker = otio.schema.Marker(HOSTILE, place, metadata={"comment": HOSTILE})
    picture[0].markers.append(marker)
    document.tracks.markers.append(marker.clone())
    sound = otio.schema.Track(f"sound {HOSTILE}", kind=otio.schema.TrackKind.Audio)
    sound.append(clip(f"lost {NAME}.wav", 0, 36, HOSTILE))
    document.tracks.append(sound)
    other = otio.schema.Track(f"other {HOSTILE}", kind=f"Kind{HOSTILE}")
    other.append(clip("nothing", 0, 12, HOSTILE))
    document.tracks.append(other)
    otio.adapters.write_to_file(document, str(timeline), "otio_json")
    timeline.with_suffix(".srt").write_text(SRT, encoding="utf-8")
    return timeline


def harmless(ran: Ran, *, names: bool = True) -> None:
    """What was said has no acting character; `names` it does have foreign text."""
    told = ran.out + ran.err
    acting = ACTING.search(told)
    assert acting is None, f"{acting} in {told!r}"
    assert not names or WORD in told, told
    assert not re.search(r"^Timeline: /somewhere", told, re.MULTILINE), told


def both_ways(*arguments: object, names: bool = True) -> list[int]:
    """The command in words and as JSON lines; its exit codes."""
    words, events = deepaudio(*arguments), deepaudio(*arguments, "--json")
    harmless(words, names=names)
    harmless(events, names=names)
    assert events.out.isascii()
    assert events.events or not names
    return [words.code, events.code]


def test_plan(project: Path):
    assert both_ways("plan", project) == [0, 0]
    ran = deepaudio("plan", project, "-v")
    assert r"\x1b]0;title" in ran.out
    assert r"\u202e" in ran.out


def test_a_plan_with_bad_subtitles(project: Path):
    bad = project.with_name(f"{NAME} bad.srt")
    bad.write_bytes(b"\0\1\2")
    assert both_ways("plan", project, "--subtitles", bad) == [2, 2]


@pytest.mark.parametrize("dialect", registry.target_names())
def test_check(project: Path, dialect: str):
    both_ways("check", project, "--for", dialect, names=dialect != "generic")


@pytest.mark.parametrize(
    "arguments",
    [
        *(("plan",), ("render",), ("check",)),
        *(("render", "--engine"), ("render", "--set"), ("plan", "--tracks"), ("nothing",)),
    ],
)
def test_mistakes(tmp_path: Path, arguments: tuple[str, ...]):
    """Of files that are not there, options and commands that are not known."""
    command, *option = arguments
    lost = str(tmp_path / f"{NAME}.otio")
    named = command != "nothing"
    both_ways(command, lost, *option, *([NAME] if option else []), names=named)
    not_one = tmp_path / f"{NAME} not.otio"
    not_one.write_text(f'{{"OTIO_SCHEMA": "{HOSTILE.encode("unicode_escape").decode()}"', "utf-8")
    both_ways(command, not_one, *option, *([NAME] if option else []), names=named)


def test_a_render_by_a_worker_that_says_hostile_things(project: Path, monkeypatch, capfd):
    fake_worker(monkeypatch, "--say", HOSTILE + FORGED)
    assert both_ways("render", project) == [1, 1]
    assert "no such language<img" in deepaudio("render", project).out
    assert both_ways("render", project, "--preview", project.with_suffix(".mp4"))
    assert both_ways("render", project, "--in-place", "-v", "-v")
    seen = capfd.readouterr()
    assert not ACTING.search(seen.out + seen.err)
    for path in log_path("cli").parent.glob("*.log"):
        assert not ACTING.search(path.read_text("utf-8")), path
    assert WORD in log_path("worker").read_text("utf-8")


def test_the_library_and_the_machine(project: Path, monkeypatch, tmp_path: Path):
    fake_worker(monkeypatch, "--say", HOSTILE)
    library = tmp_path / f"{NAME} takes"
    deepaudio("render", project, "--library", library)
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(library))
    assert both_ways("cache", "list") == [0, 0]
    both_ways("cache", "gc", "--max-gb", "0", names=False)
    both_ways("cache", "clear", names=False)
    both_ways("engines")
    both_ways("doctor")
    both_ways("hosts", "list", names=False)
    both_ways("hosts", "install", NAME)
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", f"/no/{NAME}")
    monkeypatch.delenv("DEEPAUDIO_WORKER_COMMAND", raising=False)
    both_ways("doctor")


def test_a_worker_that_dies_saying_hostile_things(project: Path, monkeypatch, tmp_path: Path):
    script = tmp_path / "dying.py"
    script.write_text(f"import sys\nsys.exit({HOSTILE + FORGED!r})\n", encoding="utf-8")
    command = json.dumps([sys.executable, str(script)])
    fake_worker(monkeypatch)
    from deepaudio_plugin.worker_client.interpreter import COMMAND_VARIABLE

    monkeypatch.setenv(COMMAND_VARIABLE, command)
    words, events = deepaudio("render", project), deepaudio("render", project, "--json")
    harmless(words, names=False)
    harmless(events, names=False)
    assert words.code == events.code != 0


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a POSIX thing")
def test_a_bar_on_a_terminal_shows_what_a_worker_calls_its_work(monkeypatch):
    """No markup of the bar's is understood in it, and nothing is sent but the bar's own."""
    import pty
    from types import SimpleNamespace

    from deepaudio_plugin.cli import progress
    from deepaudio_plugin.rendering.progress import Planned, Step

    ours, theirs = pty.openpty()
    plan = SimpleNamespace(
        name=HOSTILE, due=None, jobs=[], engine=SimpleNamespace(name="x", title=f"Engine {HOSTILE}")
    )
    monkeypatch.setenv("COLUMNS", "2000")
    monkeypatch.setenv("TERM", "xterm-256color")
    with os.fdopen(theirs, "w", encoding="utf-8") as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        with progress.reporter(Output(json_lines=False)) as listener:
            listener(Planned(plan, frozenset()))
            listener(Step(HOSTILE, 1, 2, 0.5, 3.0))
        os.set_blocking(ours, False)
        shown = b""
        while len(shown) < 1 << 16:
            try:
                shown += os.read(ours, 4096)
            except BlockingIOError:
                break
    os.close(ours)
    text = shown.decode()
    said = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", text)  # colours and places of the bar's own
    assert not ACTING.search(said), repr(text)
    assert "[bold red][link=file:///x]z[/link]" in said
    assert r"\x1b]52;c;" in said


# -- the helper -------------------------------------------------------------------------------


def test_what_acts_is_written_out():
    assert visible("a\x1b[2Jb\x07\x9b\x7f\r") == r"a\x1b[2Jb\x07\x9b\x7f\r"
    assert visible("x\u202ey\u2066z\u2028") == r"x\u202ey\u2066z\u2028"
    assert visible("name\udcff.mov") == r"name\udcff.mov"
    assert one_line("a\nb\tc") == "a\\nb\tc"


@pytest.mark.parametrize(
    "text", ["two\nlines\tand more", "Jürgen", "שלום", "日本語", "\U0001f3ac", ""]
)
def test_what_is_read_stays_as_it_is(text: str):
    assert visible(text) == text


def test_json_lines_are_ascii_and_whole(capsys):
    output = Output(json_lines=True)
    output.event("note", text=HOSTILE, **{HOSTILE: [HOSTILE]})
    told = capsys.readouterr().out
    assert not ACTING.search(told)
    assert told.isascii()
    assert json.loads(told)["text"] == HOSTILE
    assert json.loads(told)[HOSTILE] == [HOSTILE]


def test_an_error_cannot_say_more_lines_than_it_has(capsys):
    Output(json_lines=False).error(MediaError(HOSTILE + FORGED, where=FORGED, hint=FORGED))
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 2
    assert not ACTING.search(told)


def test_logs(tmp_path: Path, capsys):
    import logging

    path = start_log("cli", 2)
    try:
        logging.getLogger("deepaudio_plugin.test").info("said: %s", HOSTILE)
        try:
            raise ValueError(HOSTILE)
        except ValueError:
            logging.getLogger("deepaudio_plugin.test").exception("a fault")
        child = ChildLog(tmp_path / "child.log")
        child.write(HOSTILE)
        child.close()
        for told in (path.read_text("utf-8"), child.path.read_text("utf-8")):
            assert WORD in told
            assert not ACTING.search(told)
        shown = capsys.readouterr().err
        assert WORD in shown
        assert not ACTING.search(shown)
    finally:
        logger = logging.getLogger("deepaudio_plugin")
        for handler in tuple(logs._handlers):
            for package in logs._PACKAGES:
                logging.getLogger(package).removeHandler(handler)
            handler.close()
        logs._handlers.clear()
        logger.setLevel(logging.NOTSET)


def test_what_a_process_of_ours_logs_to_its_standard_error(capsys, monkeypatch):
    import logging

    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    log_to_stderr()
    root.error("said: %s", HOSTILE)
    told = capsys.readouterr().err
    assert WORD in told
    assert not ACTING.search(told)
