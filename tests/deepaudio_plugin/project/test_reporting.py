"""`deepaudio report` on a rendered project, with the real worker."""

from __future__ import annotations

import base64
import csv
import io

import pytest
import soundfile

import deepaudio_plugin
from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.verdicts import HeardWords, Reason, Verdict
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.command import deepaudio
from tests.helpers.page_tree import parsed
from tests.helpers.project import make_project


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path / "film")


def test_a_rendered_project_is_reported_with_players_that_play(project, tmp_path):
    given = ["--subtitles", project.subtitles]
    assert deepaudio("render", project.timeline, *given).code == 0
    table = tmp_path / "takes.csv"
    ran = deepaudio("report", project.timeline, *given, "--csv", table, "--json")
    assert ran.code == 0
    told = ran.event("report")
    path = project.timeline.with_name("cut.report.html")
    assert (told["output"], told["csv"]) == (str(path), str(table))
    assert (told["lines"], told["shots"], told["unchecked"]) == (1, 2, 3)
    assert (told["embedded"], told["linked"]) == (3, 0)

    tree = parsed(path.read_text("utf-8"))
    assert len(tree.find("article")) == 3
    assert len(tree.find("path", class_="wave")) == 3
    for player in tree.find("audio"):
        _, _, encoded = player.attributes["src"].partition(";base64,")
        sound, rate = soundfile.read(io.BytesIO(base64.b64decode(encoded)))
        assert len(sound) / rate > 1.0
        assert abs(sound).max() > 0
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
    assert {row["text"] for row in rows} == {"Who is there?", ""}


def test_verdicts_are_told_with_what_was_heard(project):
    options = {"subtitles": [project.subtitles]}
    deepaudio_plugin.render(project.timeline, **options)
    before = deepaudio_plugin.report(project.timeline, **options)
    (row,) = before.report.of("speech")
    library = TakeLibrary()
    heard = (HeardWords("same", "who is", "who is"), HeardWords("missed", "there"))
    reason = Reason("words", "missed: there", "Take another.")
    verdict = Verdict("bad", (reason,), (), {"words": 3, "wrong_words": 1}, heard)
    library.note_verdicts({row.take.key: verdict})
    library.close()
    after = deepaudio_plugin.report(project.timeline, **options)  # replaces the one before
    (row,) = after.report.of("speech")
    assert row.standing == "bad"
    tree = parsed(after.places.page.read_text("utf-8"))
    assert [one.text for one in tree.find("del")] == ["there"]


def test_a_project_without_takes_has_a_page_too(project):
    ran = deepaudio("report", project.timeline, "--subtitles", project.subtitles)
    assert ran.code == 0
    assert "3 no take" in ran.out
    assert "run deepaudio render" in project.timeline.with_name("cut.report.html").read_text()


@pytest.mark.parametrize("option", ["-o", "--csv"])
def test_a_file_of_somebody_else_is_never_replaced(project, tmp_path, option):
    theirs = tmp_path / "theirs"
    theirs.write_text("mine")
    ran = deepaudio("report", project.timeline, option, theirs)
    assert ran.code == 2
    assert option in ran.err
    assert theirs.read_text() == "mine"
    with pytest.raises(OutputError, match="no report"):
        deepaudio_plugin.report(project.timeline, project.timeline)


def test_takes_can_be_checked_first(project, monkeypatch):
    given = ["--subtitles", project.subtitles, "--tracks", "audio"]
    deepaudio("render", project.timeline, *given)
    ran = deepaudio("report", project.timeline, *given, "--check", "--json")
    told = ran.event("report")
    assert told["unchecked"] == 0
    assert told["good"] + told["look"] + told["bad"] == 2


def test_the_page_and_the_table_are_two_files(project, tmp_path):
    with pytest.raises(OutputError, match="cannot be one file"):
        deepaudio_plugin.report(project.timeline, tmp_path / "a", csv=tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_verdict_is_not_told_of_a_file_that_was_changed_since(project, private_folders):
    options = {"subtitles": [project.subtitles], "tracks": ["speech"]}
    deepaudio_plugin.render(project.timeline, **options)
    (path,) = private_folders.glob("takes/??/*.wav")
    (key, good), library = (path.stem, Verdict("good")), TakeLibrary()
    library.note_verdicts({key: good})
    library.close()
    content = path.read_bytes()
    path.write_bytes(content[:4000] + bytes(len(content) - 4000))
    (row,) = deepaudio_plugin.report(project.timeline, **options).report.rows
    assert row.standing == "unchecked"
    assert row.take.warnings[0] == "its file is not what was rendered: render again"
