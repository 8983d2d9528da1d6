"""Several timelines in one command, with the real worker and the sketch engine."""

from __future__ import annotations

import json
import shutil
import signal

import opentimelineio as otio
import pytest

import deepaudio_plugin
from tests.helpers.command import Ran, deepaudio, started
from tests.helpers.project import SRT, clip, make_project, write_timeline


@pytest.fixture
def season(tmp_path):
    """Two episodes that share a shot and a line, a broken one, and their subtitles."""
    folder = tmp_path / "season"
    project = make_project(folder)
    project.timeline.unlink()
    project.subtitles.unlink()
    subtitles = folder / "subtitles"
    subtitles.mkdir()
    for name, shots in (("e01", 2), ("e02", 3)):
        clips = [clip("film.mp4", 36 * n % 60, 36, f"shot {n + 1}") for n in range(shots)]
        write_timeline(folder / f"{name}.otio", clips)
        (subtitles / f"{name}.en.srt").write_text(SRT, "utf-8")
    (folder / "e03.otio").write_text('{"broken')
    return folder


def given(season):
    return [*sorted(season.glob("*.otio")), "--subtitles-dir", season / "subtitles"]


def clips_of(path):
    timeline = otio.adapters.read_from_file(str(path))
    return [len(list(t.find_clips())) for t in timeline.tracks if t.name.startswith("DeepAudio")]


def of(ran: Ran, kind: str):
    return [event for event in ran.events if event["event"] == kind]


def test_a_season_is_rendered_with_one_worker_and_the_broken_episode_fails_alone(season):
    out = season / "out"
    ran = deepaudio("render", *given(season), "-o", out, "--json")
    assert ran.code == 1
    assert clips_of(out / "e01.deepaudio.otio") == [1, 2]
    assert clips_of(out / "e02.deepaudio.otio") == [1, 3]
    (batch,) = of(ran, "batch")
    assert (batch["timelines"], batch["takes"], batch["missing"]) == (2, 4, 4)
    assert batch["shared"] == 3
    first, second = of(ran, "finished")
    assert (first["timeline"], second["timeline"]) == tuple(
        str(season / name) for name in ("e01.otio", "e02.otio")
    )
    assert (first["rendered"], second["rendered"], second["reused"]) == (3, 1, 3)
    (failed,) = of(ran, "failed")
    assert failed["timeline"] == str(season / "e03.otio")
    summary = of(ran, "summary")[-1]
    assert (summary["written"], summary["failed"]) == (2, [str(season / "e03.otio")])
    assert (summary["rendered"], summary["reused"], summary["exit_code"]) == (4, 3, 1)
    about = {event.get("timeline") for event in ran.events if event["event"] == "progress"}
    assert about == {first["timeline"], second["timeline"]}

    again = deepaudio("render", *given(season), "-o", out)  # nothing is left to render
    assert "2 of 3 timelines written; failed: e03.otio. 0 takes rendered, 7 from" in again.out
    assert "e02.otio (2 of 3)" in again.out
    assert "e03.otio: not a readable OTIO timeline" in again.out


def test_plans_of_several_are_told_with_what_they_come_to_together(season):
    ran = deepaudio("plan", *given(season))
    assert ran.code == 1
    assert "e01.otio: 0:03.000 at 24 fps, 2 shots, 1 line" in ran.out
    assert "2 timelines together: 4 takes, 4 to render, 0 in the library; 3 asked for" in ran.out
    assert "e03.otio: not a readable OTIO timeline" in ran.out
    plans = of(deepaudio("plan", *given(season), "--json"), "plan")
    assert [plan["timeline"] for plan in plans] == [
        str(season / "e01.otio"),
        str(season / "e02.otio"),
    ]


def test_reports_and_checks_of_several(season):
    (season / "e03.otio").unlink()
    tracks = ("--tracks", "audio")
    assert deepaudio("render", *given(season), *tracks).code == 0
    found = [season / "e01.otio", season / "e02.otio"]
    pages, table = season / "pages", season / "all.csv"
    ran = deepaudio("report", *found, *tracks, "-o", pages, "--csv", table)
    assert ran.code == 0
    assert sorted(path.name for path in pages.iterdir()) == ["e01.report.html", "e02.report.html"]
    rows = table.read_text("utf-8-sig").splitlines()[1:]
    assert [row.partition(",")[0] for row in rows] == ["e01.otio"] * 2 + ["e02.otio"] * 3
    page = (pages / "e02.report.html").read_bytes()
    ran = deepaudio("report", *found, *tracks, "-o", pages, "--csv", pages / "e02.report.html")
    assert ran.code == 2
    assert (pages / "e02.report.html").read_bytes() == page
    ran = deepaudio("report", found[0], *tracks, "-o", season / "one", "--csv", season / "one")
    assert ran.code == 2
    assert "the page and the table cannot be one file" in ran.err
    ran = deepaudio("check-takes", *found, *tracks, "--json")
    assert [event["timeline"] for event in of(ran, "checked")] == [str(path) for path in found]


def test_failed_jobs_of_several_are_counted_in_the_last_line(season):
    broken = season / "film.mp4"
    broken.write_bytes(b"no film")
    ran = deepaudio("render", season / "e01.otio", season / "e02.otio")
    assert ran.code == 1
    assert ran.out.strip().splitlines()[-1].endswith(" jobs failed."), ran.out


def test_where_all_fail_the_command_ends_as_the_first_would_have(season):
    shutil.copy(season / "e03.otio", season / "e04.otio")
    ran = deepaudio("render", season / "e03.otio", season / "e04.otio")
    assert ran.code == 2
    assert "0 of 2 timelines written; failed: e03.otio, e04.otio." in ran.out


def test_a_timeline_without_a_take_is_counted_as_not_written(season):
    german = "1\n00:00:00,100 --> 00:00:02,000\nDer Ball liegt schon wieder im Garten.\n"
    (season / "subtitles" / "e02.en.srt").write_text(german, "utf-8")
    found = [season / "e01.otio", season / "e02.otio", "--tracks", "speech"]
    ran = deepaudio("render", *found, "--subtitles-dir", season / "subtitles")
    assert ran.code == 1
    told = "1 of 2 timelines written; 1 timeline without a take, not written. 1 take rendered"
    assert told in ran.out


def test_one_timeline_speaks_as_it_always_did(season):
    ran = deepaudio("render", season / "e01.otio", "--tracks", "audio", "--json")
    assert ran.code == 0
    assert not [event for event in ran.events if "timeline" in event]
    assert ran.events[-1]["event"] == "finished"
    broken = deepaudio("render", season / "e03.otio")
    assert broken.code == 2
    assert broken.err.startswith("deepaudio: ")


@pytest.mark.slow
def test_a_stop_ends_all_and_keeps_what_is_finished(season):
    clips = [clip("film.mp4", 3 * n, 60, f"shot {n}") for n in range(8)]
    write_timeline(season / "e02.otio", clips)
    process = started("render", *given(season), "--tracks", "audio", "--json")
    told = ""
    for line in process.stdout:
        told += line
        event = json.loads(line)
        if event["event"] == "take" and event["timeline"].endswith("e02.otio"):
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=300)
    ran = Ran(process.returncode, told + out, err)
    assert ran.code == 130
    assert "Traceback" not in err
    summary = of(ran, "summary")[-1]
    assert (summary["written"], summary["unfinished"]) == (1, 2)
    assert clips_of(season / "e01.deepaudio.otio") == [2]
    assert not (season / "e02.deepaudio.otio").exists()


def test_from_python_each_timeline_has_its_outcome(season):
    heard = []

    def listener_of(episode):
        heard.append(episode.timeline.name)
        return lambda _event: None

    outcomes = deepaudio_plugin.render_all(
        sorted(season.glob("*.otio")),
        subtitles_dir=season / "subtitles",
        output=season / "out",
        tracks=["audio"],
        listener_of=listener_of,
    )
    assert [outcome.value and outcome.value.rendered for outcome in outcomes] == [2, 1, None]
    assert outcomes[0].value.output == season / "out" / "e01.deepaudio.otio"
    assert "not a readable OTIO timeline" in str(outcomes[2].error)
    assert set(heard) == {"e01.otio", "e02.otio"}  # the third cannot even be opened
