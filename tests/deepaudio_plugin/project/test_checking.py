"""A render that checks what it makes, and `check-takes` of what is there, with the real worker."""

from __future__ import annotations

import opentimelineio as otio
import pytest

import deepaudio_plugin
from deepaudio_plugin.core.verdicts import Reason, Verdict
from deepaudio_plugin.project.checking import VARIABLE, Checks
from deepaudio_plugin.takes.library import TakeLibrary
from tests.helpers.command import deepaudio
from tests.helpers.project import make_project


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    return make_project(tmp_path / "film")


def clip_verdicts(output):
    clips = otio.adapters.read_from_file(str(output)).find_clips()
    facts = [clip.media_reference.metadata.get("deepaudio", {}) for clip in clips]
    return [dict(fact["verdict"]) for fact in facts if "verdict" in fact]


def test_takes_are_checked_and_their_clips_say_so(project):
    result = deepaudio_plugin.render(project.timeline, subtitles=[project.subtitles])
    assert result.checks.counts["bad"] == 0
    assert len(result.checks.verdicts) == result.rendered
    left = [p.message for p in result.problems if p.where == "checking"]
    assert left
    assert all(text.startswith("not done in ") and " takes: " in text for text in left)
    grades = [verdict["grade"] for verdict in clip_verdicts(result.output)]
    assert len(grades) == result.rendered

    line = next(job for job in result.checks.verdicts)
    library = TakeLibrary()
    reason = Reason("words", "missed: ball", "Take another.")
    library.note_verdicts({line: Verdict("bad", (reason,))})
    library.close()
    again = deepaudio_plugin.render(project.timeline, subtitles=[project.subtitles], retries=0)
    assert again.rendered == 0
    assert again.checks.counts["bad"] == 1  # what is known is not asked again
    (told,) = [p for p in again.problems if "its take is bad: missed: ball" in p.message]
    assert told.hint == "Take another."
    assert {"grade": "bad", "said": "missed: ball"} in clip_verdicts(again.output)

    ran = deepaudio("check-takes", project.timeline, "--subtitles", project.subtitles, "--json")
    assert ran.code == 1
    assert ran.event("checked")["bad"] == 1
    (bad,) = [e for e in ran.events if e["event"] == "verdict" and e["grade"] == "bad"]
    assert (bad["key"], bad["reasons"][0]["code"]) == (line, "words")


def test_what_plays_is_counted_apart_where_other_takes_do_not():
    verdicts = {"first": Verdict("bad"), "second": Verdict("good")}
    both = Checks(verdicts, playing=frozenset(verdicts))
    assert both.line == "1 good, 0 worth a look, 1 bad"
    better = Checks(verdicts, playing=frozenset({"second", "not checked"}))
    assert better.line == both.line + "; of the 1 that play: 1 good, 0 worth a look, 0 bad"


def test_a_take_whose_file_was_changed_is_told_and_rendered_again(project, private_folders):
    asked = {"subtitles": [project.subtitles], "tracks": ["audio"]}
    first = deepaudio_plugin.render(project.timeline, **asked)
    given = ["--subtitles", project.subtitles, "--tracks", "audio"]
    path = sorted(private_folders.glob("takes/??/*.wav"))[0]
    content = path.read_bytes()
    path.write_bytes(content[:2000] + bytes(len(content) - 2000))

    ran = deepaudio("check-takes", project.timeline, *given)
    assert ran.code == 1
    assert "its file is not what was rendered. Render again" in ran.out
    again = deepaudio_plugin.render(project.timeline, **asked)
    assert (again.rendered, again.checks.counts["good"]) == (1, first.rendered)
    assert path.read_bytes() == content


def test_nothing_is_checked_where_nobody_wants_it(project):
    given = ["--subtitles", project.subtitles]
    ran = deepaudio("render", project.timeline, *given, "--no-check", "--tracks", "audio", "--json")
    assert ran.event("finished")["checked"] is None
    nothing = deepaudio("check-takes", project.timeline, *given, "--tracks", "speech")
    assert nothing.code == 1
    assert "not rendered" in nothing.out
