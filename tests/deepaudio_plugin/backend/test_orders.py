"""What a backend answers to orders it can and cannot carry out, over its real pipe."""

from __future__ import annotations

import io
import json
import sys
import time

import pytest

from deepaudio_plugin.backend import fetching, messages
from deepaudio_plugin.backend.messages import Carried, Refused, decode_fact
from deepaudio_plugin.backend.server import BackendServer
from deepaudio_plugin.core import wire
from deepaudio_plugin.core.ipc.channel import Channel
from tests.helpers.panel import PATIENCE_S, Panel, fake_worker, of
from tests.helpers.project import make_project


class NoRoom:
    """A room in which nothing can be done."""

    def formats(self):
        return (".otio",)

    def begin(self):
        pass

    def tick(self, now):
        pass

    def close(self):
        pass

    def carry_out(self, order, answer):
        if order.id == "fault":
            raise ZeroDivisionError("oh")
        return order.id != "later"


def answers(*lines):
    """What a server says to these lines."""
    out = io.BytesIO()
    server = BackendServer(Channel(io.BytesIO(b"".join(lines)), out), NoRoom())
    server.read()
    server.serve()
    return [decode_fact(line) for line in out.getvalue().splitlines()]


GREET = messages.encode(messages.Greet())


def test_a_greeting_is_answered_with_what_the_backend_is():
    greeted, carried = answers(GREET)
    assert (greeted.version, greeted.formats) == (messages.VERSION, (".otio",))
    assert carried == Carried("greet")


def test_a_fact_that_cannot_be_sent_is_an_error_that_is_told(monkeypatch):
    monkeypatch.setattr(wire, "MAX_LINE_BYTES", 1 << 20)
    out = io.BytesIO()
    server = BackendServer(Channel(io.BytesIO(), out), NoRoom())
    server.tell(messages.ProblemFound("film.otio", "x" * (1 << 20)))
    [told] = [decode_fact(line) for line in out.getvalue().splitlines()]
    assert told.level == "error"
    assert "exceeds 1 MiB" in told.message
    assert "incomplete" in told.hint


def test_another_version_is_refused_with_advice():
    [refused] = answers(messages.encode(messages.Greet(version="2.0")))
    assert (refused.code, bool(refused.hint)) == ("protocol", True)


def test_the_first_order_is_to_greet():
    [refused] = answers(messages.encode(messages.Pause("x")))
    assert "greet" in refused.message


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b"nonsense\n", ""),
        (b'{"kind":"dance","id":"7"}\n', "7"),
        (b'{"kind":"open","id":"7"}\n', "7"),
        (b'{"kind":"open","id":"7","path":3}\n', "7"),
    ],
)
def test_what_is_no_order_is_refused_by_its_id(line, name):
    refused = answers(GREET, line)[-1]
    assert isinstance(refused, Refused)
    assert (refused.id, refused.code) == (name, "protocol")


def test_a_fault_of_ours_refuses_its_order_with_details_and_the_backend_goes_on():
    refused, carried = answers(
        GREET,
        messages.encode(messages.Pause("fault")),
        messages.encode(messages.Pause("next")),
    )[-2:]
    assert (refused.id, refused.code) == ("fault", "unexpected")
    assert "ZeroDivisionError" in refused.details
    assert carried == Carried("next")


@pytest.fixture
def panel(tmp_path, monkeypatch):
    fake_worker(monkeypatch)
    with Panel(tmp_path / "log") as panel:
        panel.project = make_project(tmp_path / "cut")
        yield panel


def opened(panel):
    panel.open(panel.project.timeline, panel.project.subtitles)
    return panel


def rendered(panel):
    opened(panel).carried(messages.Generate, scope="all")
    panel.until_idle()
    return panel


@pytest.mark.parametrize(
    "order",
    [
        (messages.Set, {}),
        (messages.EditLine, "cue:x"),
        (messages.EditShots, ()),
        (messages.AdjustLines, ("cue:x",), {"gain_db": 1.0}),
        (messages.ImportRecording, "cue:x", "/a.wav"),
        (messages.CastVoice, "MARA", "one"),
        (messages.TakeVoiceFrom, "MARA", 0, 1, "words"),
        (messages.ChooseTake, "cue:x", "key"),
        (messages.RateTake, "cue:x", "key", 3),
        (messages.AskTake, ("cue:x",)),
        (messages.AddSubtitles, ()),
        (messages.Undo,),
        (messages.Generate,),
        (messages.ShowPictures, ()),
        (messages.ShowPeaks, ()),
        (messages.LookAt, 0),
        (messages.ListenFrom, 0),
        (messages.PlanWrite,),
        (messages.Write,),
    ],
    ids=lambda order: order[0].kind,
)
def test_without_a_timeline_there_is_nothing_to_decide(panel_alone, order):
    kind, *values = order
    refused = panel_alone.refused(kind, *values)
    assert (refused.code, bool(refused.hint)) == ("bad-timeline", True)


@pytest.fixture(scope="module")
def panel_alone(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    fake_worker(patch)
    with Panel(tmp_path_factory.mktemp("alone") / "log") as panel:
        panel.until_engine(lambda engine: engine.ready)  # its worker is no child of the first test
        yield panel
    patch.undo()


def test_what_is_refused_leaves_the_open_timeline_open(panel):
    opened(panel)
    assert panel.refused(messages.Open, "/no/such.otio").code == "timeline-missing"
    panel.carried(messages.EditLine, panel.line("Who is there?"), text="Hello?")


def test_things_that_are_not_there_are_refused(panel):
    rendered(panel)
    line = panel.line("Who is there?")
    for kind, *values in (
        (messages.Generate, ("cue:gone",)),
        (messages.RateTake, line, "0" * 64, 3),
        (messages.RateTake, line, panel.jobs[line].takes[0].key, 6),
        (messages.ListenFrom, 0, (), line, "0" * 64),
        (messages.TakeVoiceFrom, "MARA", 0, 24, " "),
        (messages.UndoWrite,),
        (messages.PullWeights, "small_16k"),
    ):
        assert panel.refused(kind, *values).message


def test_nothing_rendered_is_nothing_to_write(panel):
    assert opened(panel).refused(messages.Write).code == "timeline-empty"


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_written(panel, tmp_path):
    rendered(panel)
    for output in (str(panel.project.timeline), str(tmp_path)):
        assert panel.refused(messages.PlanWrite, output).message
        assert panel.refused(messages.Write, output).message


def test_a_render_that_lacks_takes_is_written_without_them_and_says_so(panel):
    opened(panel).carried(messages.Generate, (panel.line("Who is there?"),))
    panel.until_idle()
    planned = of(messages.WritePlanned, panel.carried(messages.PlanWrite))[0]
    assert planned.notes == ("2 jobs without a rendered take: left out",)
    written = of(messages.TimelineWritten, panel.carried(messages.Write))[0]
    assert written.clips == 1


def test_undoing_a_write_puts_back_what_was_there_before(panel):
    rendered(panel)
    output = panel.project.timeline.with_name("mine.otio")
    output.write_text('{"mine": true}')
    planned = of(messages.WritePlanned, panel.carried(messages.PlanWrite, str(output)))[0]
    assert planned.files[0].replaces
    assert "backup" in planned.files[1].what
    written = of(messages.TimelineWritten, panel.carried(messages.Write, str(output)))[0]
    assert written.backup == planned.files[1].path
    assert "DeepAudio" in output.read_text()
    panel.carried(messages.UndoWrite)
    assert output.read_text() == '{"mine": true}'
    assert "nothing has been written" in panel.refused(messages.UndoWrite).message


def test_a_write_tells_how_far_it_is_and_a_stop_without_one_does_nothing(panel):
    rendered(panel).carried(messages.StopWrite)
    facts = panel.carried(messages.Write)
    order = facts[-1].id
    told = of(messages.WriteProgress, facts)
    assert told
    assert {(fact.id, 0.0 <= fact.fraction <= 1.0) for fact in told} == {(order, True)}
    assert of(messages.TimelineWritten, facts)[0].dialect == "generic"


def test_writing_in_place_is_undone_to_the_byte(panel):
    rendered(panel)
    before = panel.project.timeline.read_bytes()
    panel.carried(messages.Write, in_place=True)
    assert panel.project.timeline.read_bytes() != before
    panel.carried(messages.UndoWrite)
    assert panel.project.timeline.read_bytes() == before


def test_subtitles_are_added_and_replaced(panel):
    lines = panel.project.subtitles.rename(panel.project.subtitles.with_name("lines.srt"))
    panel.open(panel.project.timeline)
    assert not panel.cues
    more = lines.with_name("more.srt")
    more.write_text("1\n00:00:01,000 --> 00:00:02,000\nJON: More.\n")
    panel.carried(messages.AddSubtitles, (str(lines),))
    facts = panel.carried(messages.AddSubtitles, (str(more),), True)
    assert {cue.text for cue in panel.cues.values()} >= {"More."}
    assert of(messages.Removed, facts)
    assert panel.refused(messages.AddSubtitles, ("/no/such.srt",)).code == "bad-subtitles"


# -- weights ------------------------------------------------------------------------

EVENTS = [
    {"event": "variant", "name": "small", "purpose": "drafts", "note": "", "gpu_gb": 6,
     "bytes": 30, "to_fetch": 20, "installed": False, "parts": {"a": "net"}},
    {"event": "artefact", "name": "net", "title": "Network", "licence": "MIT",
     "commercial": "yes"},
]  # fmt: skip
PULL = [
    {"event": "progress", "stage": "fetching", "file": "net.pth", "done": 5, "total": 20},
    {"event": "progress", "stage": "checking", "file": "net.pth", "done": 5, "total": 20},
    {"event": "progress", "stage": "fetching", "file": "net.pth", "done": 20, "total": 20},
]


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """Has `deepaudio models` say these events; returns what was asked of it."""
    script = tmp_path / "python"

    def say(pull, code=0, then="pass"):
        body = (
            f"#!{sys.executable}\nimport sys, time\n"
            f"pull = 'pull' in sys.argv\n"
            f"for line in {[json.dumps(e) for e in EVENTS]!r} if not pull else "
            f"{[json.dumps(e) for e in pull]!r}:\n    print(line, flush=True)\n"
            f"if pull:\n    {then}\n    sys.exit({code})\n"
        )
        script.write_text(body)
        script.chmod(0o755)

    monkeypatch.setattr(fetching, "worker_python", lambda: str(script))
    return say


def followed(fetch, told):
    end = time.monotonic() + PATIENCE_S
    while not (told and told[-1].done):
        assert time.monotonic() < end
        time.sleep(0.01)
    return told


def test_weights_are_listed_with_what_they_cost_and_allow(commands):
    commands([])
    [view] = fetching.list_weights()
    assert (view.variant, view.bytes, view.total_bytes) == ("small", 20, 30)
    assert view.licences == ("MIT (also for commercial use): Network",)


def test_weights_come_with_progress_of_the_whole(commands):
    commands(PULL)
    told, done = [], []
    fetch = fetching.Fetching(told.append, lambda: done.append(True))
    fetch.pull("small", accepted=True)
    followed(fetch, told)
    assert [(p.bytes, p.total_bytes) for p in told] == [(5, 20), (20, 20), (20, 20)]
    assert told[-1].message == ""
    assert done == [True]


def test_weights_that_do_not_come_say_why(commands):
    error = {"event": "error", "code": "download", "message": "no network", "hint": "Try again."}
    commands([*PULL[:1], error], code=3)
    told, done = [], []
    fetch = fetching.Fetching(told.append, lambda: done.append(True))
    fetch.pull("small", accepted=True)
    assert followed(fetch, told)[-1].message == "no network Try again."
    assert done == []


@pytest.mark.skipif(sys.platform == "win32", reason="scripts have no shebang")
def test_fetching_is_stopped(commands):
    commands(PULL[:1], then="time.sleep(3600)")
    told = []
    fetch = fetching.Fetching(told.append, lambda: None)
    fetch.pull("small", accepted=True)
    while not told:
        time.sleep(0.01)
    fetch.stop()
    assert "stopped" in followed(fetch, told)[-1].message


def test_a_report_is_written_beside_everything_else_and_tells_how_far_it_is(panel, private_folders):
    rendered(panel)
    page = panel.project.timeline.with_name("cut.report.html")
    table = page.with_suffix(".csv")
    facts = panel.carried(messages.WriteReport, str(page), str(table))
    stages = {fact.stage for fact in of(messages.WriteProgress, facts)}
    assert stages == {"waveforms", "compressing takes"}
    assert page.read_text("utf-8").count("data:audio/") == 3
    assert table.read_text("utf-8-sig").startswith("timeline,kind,")
    panel.carried(messages.StopReport)
    take = next(private_folders.glob("takes/??/*.wav"))
    take.write_bytes(take.read_bytes()[:-4] + b"gone")
    panel.carried(messages.WriteReport, str(page))  # an earlier stop stops nothing
    assert "its file is not what was rendered" in page.read_text("utf-8")  # as the command line has
    theirs = page.with_name("theirs.html")
    theirs.write_text("mine")
    assert "no report" in panel.refused(messages.WriteReport, str(theirs)).message
    assert theirs.read_text() == "mine"
