"""Bad input: a clear error, the right exit code, nothing half-written, the rest rendered."""

from __future__ import annotations

import json
import os
from pathlib import Path

import av
import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from tests.helpers.command import Ran, deepaudio, snapshot
from tests.helpers.project import RATE, SRT, Project, clip, make_project, write_timeline

GERMAN = "Ich habe dir doch gesagt, dass du heute nicht kommen sollst."


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Input is judged before any worker is needed, and as well where there is none."""
    monkeypatch.setenv("DEEPAUDIO_WORKER_PYTHON", "/no/such/python")


def refused(folder: Path, *arguments: object, code: int = 2) -> str:
    """What a render says that writes nothing at all. It says what, where and what to do."""
    before = snapshot(folder)
    ran = deepaudio("render", *arguments)
    assert ran.code == code, ran
    assert snapshot(folder) == before
    assert ran.out == ""
    told, hint = ran.err.rstrip("\n").split("\n  ", 1)
    assert told.startswith("deepaudio: ")
    assert hint.strip()
    return ran.err


# -- the timeline -------------------------------------------------------------------


@pytest.mark.usefixtures("no_worker")
class TestTimelines:
    def test_no_such_file(self, tmp_path):
        assert "gone.otio: no such file" in refused(tmp_path, tmp_path / "gone.otio")

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("noise.otio", bytes(range(256)) * 20),
            ("empty.otio", b""),
            ("other.otio", b'{"a": 1}'),
            ("list.otio", b"[1, 2]"),
            ("cut-short.otio", b'{"OTIO_SCHEMA": "Timeline.1", "tracks": {'),
            ("future.otio", b'{"OTIO_SCHEMA": "Hologram.7"}'),
            ("letter.docx", b"PK\3\4" + bytes(2000)),
            ("cut.xml", b"<html><body>Not found</body></html>"),
            ("cut.edl", b"\xff\xfe\x00"),
            ("cut.otioz", b"PK\3\4 no zip"),
        ],
    )
    def test_a_file_that_is_no_timeline(self, tmp_path, name, content):
        path = tmp_path / name
        path.write_bytes(content)
        assert str(path) in refused(tmp_path, path)

    def test_a_film_or_a_folder_in_place_of_a_timeline(self, tmp_path, project):
        assert "not a timeline" in refused(tmp_path, project.film)
        assert "folder" in refused(tmp_path, tmp_path)

    def test_a_timeline_without_clips(self, tmp_path):
        path = write_timeline(tmp_path / "cut.otio", [])
        assert "no clips" in refused(tmp_path, path)

    def test_a_rate_of_nought_throughout(self, tmp_path):
        timeline = otio.schema.Timeline("cut")
        track = otio.schema.Track("V1", [clip("film.mp4", 0, 36, "shot", rate=0)], kind="Video")
        timeline.tracks.append(track)
        path = tmp_path / "cut.otio"
        otio.adapters.write_to_file(timeline, str(path), "otio_json")
        assert "frame rate" in refused(tmp_path, path)


# -- subtitles ----------------------------------------------------------------------


@pytest.mark.usefixtures("no_worker")
class TestSubtitles:
    def test_no_such_file(self, tmp_path, project):
        told = refused(tmp_path, project.timeline, "--subtitles", tmp_path / "gone.srt")
        assert "gone.srt: no such file" in told

    @pytest.mark.parametrize("content", [b"", b"\n\n", bytes(range(256)), b"Dear Mara,\n"])
    def test_a_file_without_captions(self, tmp_path, project, content):
        project.subtitles.write_bytes(content)
        told = refused(tmp_path, project.timeline, "--subtitles", project.subtitles)
        assert "cut.srt" in told

    def test_an_encoding_that_does_not_exist(self, tmp_path, project):
        project.subtitles.write_bytes(SRT.replace("Who", "W\xf6").encode("latin-1"))
        told = refused(
            tmp_path,
            project.timeline,
            "--subtitles",
            project.subtitles,
            "--subtitle-encoding",
            "klingon",
        )
        assert "klingon" in told

    def test_cues_outside_the_timeline_are_left_out_by_name_and_line(self, project):
        project.subtitles.write_text(
            "1\n00:00:00,200 --> 00:00:01,000\nHello there.\n\n"
            "2\n00:10:00,000 --> 00:10:02,000\nFar away.\n\n"
            "3\n00:00:02,000 --> 00:00:01,000\nBackwards.\n",
            encoding="utf-8",
        )
        ran = deepaudio("plan", project.timeline, "--subtitles", project.subtitles, "-v")
        assert ran.code == 0
        assert "cut.srt:6: at 10:00.000, outside the timeline" in ran.out
        assert "cut.srt:10: ends before it starts" in ran.out
        assert "Hello there." in ran.out
        assert "Far away." not in ran.out

    def test_music_alone_leaves_nothing_to_say_and_says_so(self, tmp_path, project):
        project.subtitles.write_text(
            "1\n00:00:00,200 --> 00:00:01,400\n♪ la la la ♪\n", encoding="utf-8"
        )
        arguments = (project.timeline, "--subtitles", project.subtitles)
        found = deepaudio("plan", *arguments)
        assert found.code == 0
        assert "1 music cue is left out" in found.out

    def test_overlapping_lines_go_to_further_lanes_and_are_reported(self, project):
        project.subtitles.write_text(
            "1\n00:00:00,200 --> 00:00:01,400\nOne of us is early.\n\n"
            "2\n00:00:00,900 --> 00:00:02,000\nThe other is late.\n",
            encoding="utf-8",
        )
        ran = deepaudio("plan", project.timeline, "--subtitles", project.subtitles, "-v")
        assert "(lane 2) The other is late." in ran.out
        assert (
            "lines that overlap others go to further tracks: 1, 2 speech tracks in all" in ran.out
        )


# -- what is asked for --------------------------------------------------------------


@pytest.mark.usefixtures("no_worker")
class TestUsage:
    @pytest.mark.parametrize(
        "arguments",
        [
            ("--takes", "0"),
            ("--takes", "100"),
            ("--takes", "many"),
            ("--handles", "-1"),
            ("--handles", "1001"),
            ("--seed", "-1"),
            ("--duck", "nan"),
            ("--duck", "-6"),
            ("--duck-hold", "11"),
            ("--duck-speed", "brisk"),
            ("--spec", "loud"),
            ("--tracks", "speech,music"),
            ("--tracks", ","),
            ("--engine", ""),
            ("--set", "steps"),
            ("--media-root", "/no/such/folder"),
            ("--wrong",),
        ],
    )
    def test_nonsense_is_refused_with_advice(self, tmp_path, project, arguments):
        refused(tmp_path, project.timeline, *arguments)

    def test_clips_that_swallow_the_timeline_get_a_hint(self, tmp_path, project):
        told = refused(tmp_path, "--clips", "1", project.timeline)
        assert "Name the timeline first" in told

    def test_json_hears_of_errors_too(self, project):
        for arguments in (("--takes", "many"), ("--takes", "0"), ("--output", project.timeline)):
            ran = deepaudio("render", project.timeline, *arguments, "--json")
            error = ran.event("error")
            assert ran.code == error["exit_code"] == 2
            assert error["code"] == "bad-usage"
            assert error["hint"]
            assert ran.err == ""


# -- where results go ---------------------------------------------------------------


@pytest.mark.usefixtures("no_worker")
class TestPlaces:
    def test_the_output_is_the_input(self, tmp_path, project):
        told = refused(tmp_path, project.timeline, "-o", project.timeline)
        assert "--in-place" in told

    def test_the_output_is_a_link_to_the_input(self, tmp_path, project):
        link = tmp_path / "link.otio"
        link.symlink_to(project.timeline)
        assert "overwrite the input" in refused(tmp_path, project.timeline, "-o", link)

    @pytest.mark.parametrize("name", ["film.mp4/cut.otio", ".", "cut", "cut.docx"])
    def test_an_output_that_cannot_be_written(self, tmp_path, project, name):
        refused(tmp_path, project.timeline, "-o", tmp_path / name)

    def test_a_file_where_the_sound_should_go(self, tmp_path, project):
        (tmp_path / "cut.deepaudio").write_text("mine")
        assert "cut.deepaudio" in refused(tmp_path, project.timeline)

    @pytest.mark.parametrize("name", ["film.mp4", "cut.otio", "cut.srt", ".", "film.mp4/x.mp4"])
    def test_a_preview_never_replaces_what_is_no_preview(self, tmp_path, project, name):
        refused(tmp_path, project.timeline, "--preview", tmp_path / name)

    def test_a_preview_that_is_no_film_by_name(self, tmp_path, project):
        assert ".mp4" in refused(tmp_path, project.timeline, "--preview", tmp_path / "p.gif")

    def test_in_place_and_another_output(self, tmp_path, project):
        refused(tmp_path, project.timeline, "--in-place", "-o", tmp_path / "other.otio")


@pytest.mark.parametrize("name", ["film.mp4", "film.mp4/takes"])
def test_a_library_that_cannot_be_written(tmp_path, project, name):
    told = refused_while_rendering(tmp_path, project, "--library", tmp_path / name)
    assert "DEEPAUDIO_LIBRARY" in told


def refused_while_rendering(folder: Path, project: Project, *arguments: object) -> str:
    before = snapshot(folder)
    ran = deepaudio("render", project.timeline, "--tracks", "audio", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert snapshot(folder) == before
    return ran.err


# -- engines and workers ------------------------------------------------------------


@pytest.mark.usefixtures("no_worker")
def test_a_worker_that_does_not_exist_is_exit_code_3(tmp_path, project):
    told = refused(tmp_path, project.timeline, code=3)
    assert "/no/such/python" in told
    assert "DEEPAUDIO_WORKER_PYTHON" in told


@pytest.mark.usefixtures("no_worker")
def test_a_plan_needs_no_worker_and_notes_that_there_is_none(project):
    ran = deepaudio("plan", project.timeline, "-v")
    assert ran.code == 0
    assert "/no/such/python: cannot run the worker's Python" in ran.out


def test_an_engine_that_cannot_run_here_is_exit_code_3(tmp_path, project):
    told = refused(tmp_path, project.timeline, "--engine", "deepaudio-v1", code=3)
    assert "deepaudio-v1" in told


# -- bad clips and lines among good ones: one render, many findings -------------------


def _truncated(source: Path, path: Path) -> None:
    """A transport stream that ends in the middle of a picture."""
    with av.open(str(source)) as film, av.open(str(path), "w", format="mpegts") as stream:
        copied = stream.add_stream_from_template(film.streams.video[0])
        for packet in film.demux(video=0):
            if packet.dts is not None:
                packet.stream = copied
                stream.mux(packet)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def _ruined(folder: Path) -> Project:
    """A cut in which two shots and one line are good and everything else is not."""
    project = make_project(folder)
    (folder / "noise.mp4").write_bytes(os.urandom(20_000))
    (folder / "half.mp4").write_bytes(project.film.read_bytes()[:4000])
    (folder / "empty.mp4").touch()
    _truncated(project.film, folder / "cut.ts")
    web = clip("https://example.com/film.mp4", 0, 12, "web")
    unlinked = clip("film.mp4", 0, 12, "unlinked")
    unlinked.media_reference = otio.schema.MissingReference()
    write_timeline(
        project.timeline,
        [
            clip("film.mp4", 0, 24, "good 1"),
            clip("gone.mp4", 0, 12, "gone"),
            clip("noise.mp4", 0, 12, "noise"),
            clip("half.mp4", 0, 12, "half"),
            clip("empty.mp4", 0, 12, "empty"),
            clip("film.mp4", 0, 0, "zero"),
            clip("film.mp4", 0, -5, "negative"),
            clip("film.mp4", 0, 12, "no rate", rate=0),
            clip("film.mp4", 500, 12, "outside"),
            clip("cut.ts", 0, 12, "truncated"),
            web,
            unlinked,
            clip("film.mp4", 30, 24, "good 2"),
        ],
    )
    project.subtitles.write_text(
        f"1\n00:00:00,200 --> 00:00:01,000\n{GERMAN}\n\n"
        "2\n00:00:01,200 --> 00:00:02,400\nMARA: Who is there?\n",
        encoding="utf-8",
    )
    return project


@pytest.fixture(scope="module")
def ruined(tmp_path_factory) -> tuple[Project, Ran]:
    folder = tmp_path_factory.mktemp("ruined")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(folder / "home"))
        project = _ruined(folder / "cut")
        arguments = ("--subtitles", project.subtitles, "--library", folder / "takes", "--json")
        preview = ("--preview", folder / "cut" / "preview.mp4")
        return project, deepaudio("render", project.timeline, *arguments, *preview)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("gone", "gone.mp4 does not exist"),
        ("noise", "damaged or no media file"),
        ("half", "damaged or no media file"),
        ("empty", "empty"),
        ("zero", "has no length"),
        ("negative", "negative length of -5"),
        ("no rate", "frame rate of 0"),
        ("outside", "does not have"),
        ("web", "network"),
        ("unlinked", "missing"),
    ],
)
def test_a_bad_clip_fails_alone_by_name_and_timecode(ruined, name, message):
    failures = ruined[1].event("finished")["failures"]
    (failure,) = [f for f in failures if repr(name) in f["where"]]
    assert message in failure["message"]
    assert failure["where"].startswith("01:00:0")
    assert failure["hint"]


def test_a_line_in_another_language_fails_alone_and_says_what_would_speak_it(ruined):
    failures = ruined[1].event("finished")["failures"]
    (failure,) = [f for f in failures if f["code"] == "language"]
    assert "Ich habe dir" in failure["where"]
    assert "German" in failure["message"]
    assert "DeepAudio-V1" in failure["hint"]


def test_what_is_good_is_rendered_and_written_all_the_same(ruined):
    project, ran = ruined
    assert ran.code == ran.event("finished")["exit_code"] == 1
    timeline = otio.adapters.read_from_file(str(project.timeline.with_name("cut.deepaudio.otio")))
    ours = {t.name: [c.name for c in t.find_clips()] for t in timeline.tracks}
    assert ours["DeepAudio Speech"] == ["MARA: Who is there?"]
    assert {"good 1", "good 2"} <= set(ours["DeepAudio Audio"])
    assert (project.timeline.with_name("preview.mp4")).stat().st_size > 1000


def test_every_line_of_json_is_one_and_nothing_else_is_said(ruined):
    ran = ruined[1]
    kinds = [event["event"] for event in ran.events]
    assert kinds[0] == "progress"
    assert kinds[-1] == "finished"
    assert kinds.count("planned") == 1
    assert kinds.count("take") == ran.event("finished")["rendered"]
    assert ran.err == ""


def test_nothing_is_left_behind_of_what_failed(ruined):
    folder = ruined[0].timeline.parent
    assert [path.name for path in folder.rglob("*.part")] == []
    takes = folder.parent / "takes"
    assert list((takes / "staging").iterdir()) == []


def test_all_media_offline_is_exit_code_1_and_nothing_is_written(tmp_path, project):
    project.film.unlink()
    before = snapshot(tmp_path)
    ran = deepaudio("render", project.timeline, "--no-sidecar")
    assert ran.code == 1
    assert snapshot(tmp_path) == before
    assert "'shot 1', 01:00:01:12 'shot 2': media is missing" in ran.out
    assert "--media-root" in ran.out
    assert "no timeline was written" in ran.out


def test_a_media_root_finds_media_that_has_moved(tmp_path, project):
    (tmp_path / "moved" / "deep").mkdir(parents=True)
    project.film.rename(tmp_path / "moved" / "deep" / "film.mp4")
    moved = ("--media-root", tmp_path / "moved")
    ran = deepaudio("plan", project.timeline, *moved, "--no-sidecar", "--json")
    paths = [job["picture"]["path"] for job in ran.event("plan")["jobs"]]
    assert paths == [str(tmp_path / "moved" / "deep" / "film.mp4")] * 2


@pytest.mark.usefixtures("no_worker")
def test_without_picture_and_lines_there_is_nothing_to_do(tmp_path, project):
    timeline = json.loads(project.timeline.read_text())
    timeline["tracks"]["children"][0]["kind"] = "Audio"
    project.timeline.write_text(json.dumps(timeline))
    ran = deepaudio("plan", project.timeline, "--no-sidecar", "-v")
    assert ran.code == 0
    assert "0 shots, 0 lines" in ran.out


def test_music_alone_and_no_sound_wanted_is_nothing_to_do(tmp_path, project):
    project.subtitles.write_text("1\n00:00:00,200 --> 00:00:01,400\n♪ la la ♪\n", encoding="utf-8")
    told = refused(
        tmp_path, project.timeline, "--subtitles", project.subtitles, "--tracks", "speech"
    )
    assert "nothing to generate" in told
    assert "1 music cue is left out" in told


# -- names --------------------------------------------------------------------------


@pytest.mark.slow
def test_spaces_quotes_emoji_and_other_scripts_in_every_path(tmp_path):
    home = tmp_path / 'it\'s a "cut" & more; $HOME #1'
    project = make_project(home, shot_frames=12)
    film = project.film.rename(home / "фильм 50% 🎬?.mp4")
    timeline = home / "日本語 の 編集.otio"
    write_timeline(timeline, [clip(film.name, 0, 12, 'shot "один" / 🎬')])
    subtitles = project.subtitles.rename(home / "líneas de diálogo.srt")
    output = home / "résultat ✓" / "готово #1.otio"
    preview = home / "просмотр 🎞.mp4"
    ran = deepaudio(
        "render", timeline, "--subtitles", subtitles, "--library", home / "мои takes",
        "-o", output, "--preview", preview, "--json",
    )  # fmt: skip
    assert ran.code == 0, ran
    assert preview.is_file()
    written = otio.adapters.read_from_file(str(output))
    for track in list(written.tracks)[1:]:
        for found in track.find_clips():
            assert found.media_reference.target_url.count("%") == 1  # "#" as a URL has it
    assert len(list(output.with_name("готово #1.deepaudio").glob("*.wav"))) == 2
    again = deepaudio("plan", timeline, "--subtitles", subtitles, "--library", home / "мои takes")
    assert "0 to render, 2 in the library" in again.out


# -- size ---------------------------------------------------------------------------


def _long_clip(frames: int, name: str, rate: float = RATE) -> otio.schema.Clip:
    """A clip of media that is two hours long, as far as the timeline knows."""
    made = clip("film.mp4", 0, frames, name, rate)
    whole = TimeRange(RationalTime(0, rate), RationalTime(7200 * rate, rate))
    made.media_reference.available_range = whole
    return made


def _srt(count: int, every_ms: int) -> str:
    def time(ms: int) -> str:
        minutes, rest = divmod(ms, 60_000)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d},{rest % 1000:03d}"

    return "\n".join(
        f"{n + 1}\n{time(n * every_ms)} --> {time(n * every_ms + every_ms - 20)}\nLine {n}.\n"
        for n in range(count)
    )


@pytest.mark.slow
@pytest.mark.usefixtures("no_worker")
def test_twenty_thousand_cues_on_two_hours_are_planned(project):
    frames = round(7200 * RATE / 100)
    write_timeline(project.timeline, [_long_clip(frames, f"shot {n}") for n in range(100)])
    project.subtitles.write_text(_srt(20_000, 360), encoding="utf-8")
    ran = deepaudio("plan", project.timeline, "--subtitles", project.subtitles, "--json")
    assert ran.code == 0
    jobs = ran.event("plan")["jobs"]
    assert sum(job["stem"] == "speech" for job in jobs) == 20_000
    assert jobs[-1]["start"] == "02:59:59:15"


@pytest.mark.usefixtures("no_worker")
def test_twenty_thousand_cues_that_are_all_outside_are_reported_in_a_few_lines(project):
    project.subtitles.write_text(_srt(20_000, 360), encoding="utf-8")
    ran = deepaudio("plan", project.timeline, "--subtitles", project.subtitles, "-v")
    assert "and 19982 more like this" in ran.out
    assert len(ran.out.splitlines()) < 60


@pytest.mark.usefixtures("no_worker")
def test_a_shot_of_two_hours_is_one_take_in_windows(project):
    write_timeline(project.timeline, [_long_clip(round(7200 * RATE), "the long shot")])
    job = deepaudio("plan", project.timeline, "--json").event("plan")["jobs"][0]
    assert job["end_s"] == 7200
    assert job["windows"] >= 240
    assert len(job["takes"]) == 1


@pytest.mark.usefixtures("no_worker")
def test_a_drop_frame_timeline_counts_in_drop_frame(project):
    rate = 30000 / 1001
    track = otio.schema.Track("V1", [_long_clip(2000, "shot", rate)], kind="Video")
    timeline = otio.schema.Timeline("cut", global_start_time=RationalTime(107_892, rate))
    timeline.tracks.append(track)
    otio.adapters.write_to_file(timeline, str(project.timeline), "otio_json")
    plan = deepaudio("plan", project.timeline, "--json").event("plan")
    assert plan["start_timecode"] == "01:00:00;00"
    assert plan["jobs"][0]["end"] == "01:01:06;22"  # 1:06.733 of real time, 2 frames dropped


def test_a_shot_longer_than_the_engines_window_becomes_one_continuous_take(project):
    still = clip("film.mp4", 5, 40 * RATE, "held")
    still.effects.append(otio.schema.FreezeFrame())
    write_timeline(project.timeline, [still])
    ran = deepaudio("render", project.timeline, "--tracks", "audio", "--handles", "0", "--json")
    assert ran.code == 0
    assert ran.event("take")["num_samples"] == 40 * 48_000
