"""A Reaper project, read back by a library that nobody here wrote."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from opentimelineio.opentime import RationalTime, TimeRange

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.formats import reaper
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.formats.reaper_items import items_of
from deepaudio_plugin.output.save import SavedTimeline, output_path, write
from deepaudio_plugin.output.tracks import Placed, build_tracks
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.timeline.timing import Clock
from tests.helpers.tone_film import tone_job, write_changed_cut

rpp = pytest.importorskip("rpp", reason="the extra [formats] is not installed")

RATE = 24000 / 1001
HANDLE = 12
SAMPLE = 1 / 48_000


def frames(count: float) -> float:
    return count * 1001 / 24_000


def said(speaker: str, *arguments: Any, **more: Any) -> Placed:
    job = tone_job(*arguments, speaker=speaker, **more)
    return dataclasses.replace(job, provenance={"speaker": speaker})


def with_takes(job: Placed, media: Path, selected: int) -> Placed:
    """The same job with three takes, of which one plays; the last has a longer handle."""
    ((take, _),) = job.takes
    takes = []
    for number, more in enumerate((0, 0, 480)):
        path = media / f"{take.key[:8]}-{number}.wav"
        path.write_bytes(Path(take.path).read_bytes())
        key = f"{number}{take.key[1:]}"
        takes.append(
            (
                dataclasses.replace(take, key=key, path=str(path), handle_in=take.handle_in + more),
                path,
            )
        )
    return dataclasses.replace(job, takes=tuple(takes), selected=selected)


def project(
    folder: Path,
    change: Any = None,
    *,
    clock: Clock = "file",
    selected: int = 1,
) -> tuple[SavedTimeline, Any]:
    document = read(write_changed_cut(folder, RATE, change))
    output = document.path.with_name("out.rpp")
    media = media_folder(output)
    jobs = [
        with_takes(said("MARA", media, RATE, 24, 24, 1000), media, selected),
        said("MARA", media, RATE, 96, 12, 3000, number=2, text='She said "no", it\'s over'),
        said("JON", media, RATE, 31, 40, 2000, lane=1, number=3),
        tone_job(media, RATE, 0, 60, 1500, stem="audio", channels=2),
    ]
    tracks = build_tracks(jobs, RATE, document.start, folder=output.parent, clock=clock)
    saved = write(document, tracks, output)
    return saved, rpp.loads(saved.path.read_text("utf-8"))


def entry(node: Any, name: str) -> list[str]:
    (found,) = [child for child in node if isinstance(child, list) and child[0] == name]
    return [str(value) for value in found[1:]]


def tracks_of(tree: Any) -> dict[str, list[Any]]:
    return {entry(track, "NAME")[0]: track.findall("ITEM") for track in tree.findall("TRACK")}


def takes_of(item: Any) -> list[dict[str, Any]]:
    """Of each take its entries by name; `chosen` says which is marked."""
    takes: list[dict[str, Any]] = [{"chosen": False}]
    for child in item:
        if child in ("TAKE", ["TAKE", "SEL"]):
            takes.append({"chosen": child != "TAKE"})
        elif isinstance(child, list):
            takes[-1][child[0]] = child[1:]
        elif child.tag == "SOURCE":
            takes[-1]["SOURCE"] = (child.attrib[0], entry(child, "FILE")[0])
    return takes


def test_each_speaker_has_a_track_and_so_has_the_sound(tmp_path: Path) -> None:
    _, tree = project(tmp_path)
    found = {name: len(items) for name, items in tracks_of(tree).items()}
    assert found == {
        "V1": 3,
        "A1": 3,
        "DeepAudio Speech: MARA": 2,
        "DeepAudio Speech: JON": 1,
        "DeepAudio Audio": 1,
    }


@pytest.mark.parametrize("clock", ["file", "timecode"])
def test_an_item_lies_where_its_line_does_and_skips_its_handle(
    tmp_path: Path, clock: Clock
) -> None:
    _, tree = project(tmp_path, clock=clock)
    item = tracks_of(tree)["DeepAudio Speech: JON"][0]
    assert float(entry(item, "POSITION")[0]) == pytest.approx(frames(31), abs=SAMPLE / 2)
    assert float(entry(item, "LENGTH")[0]) == pytest.approx(frames(40), abs=SAMPLE / 2)
    assert float(entry(item, "SOFFS")[0]) == pytest.approx(frames(HANDLE), abs=SAMPLE / 2)
    assert [entry(item, name)[1] for name in ("FADEIN", "FADEOUT")] == ["0.005", "0.005"]
    assert entry(item, "VOLPAN") == ["1", "0", "1", "-1"]
    assert entry(item, "MUTE")[0] == "0"
    assert entry(item, "LOOP") == ["0"]


@pytest.mark.parametrize("selected", [0, 1, 2])
def test_every_alternative_is_a_take_and_the_chosen_one_plays(
    tmp_path: Path, selected: int
) -> None:
    saved, tree = project(tmp_path, selected=selected)
    takes = takes_of(tracks_of(tree)["DeepAudio Speech: MARA"][0])
    assert [take["NAME"] for take in takes] == [
        [f"MARA: Did you hear that? (take {number})"] for number in (1, 2, 3)
    ]
    chosen = [number for number, take in enumerate(takes) if take["chosen"]]
    assert chosen == ([selected] if selected else [])  # of the first Reaper says nothing
    sounds = [take["SOURCE"] for take in takes]
    assert [kind for kind, _ in sounds] == ["WAVE"] * 3
    assert [name[-5] for _, name in sounds] == ["0", "1", "2"]
    assert all((saved.path.parent / name).is_file() for _, name in sounds)
    offsets = [float(take["SOFFS"][0]) for take in takes]
    handle = frames(HANDLE) - (480 * SAMPLE if selected == 2 else 0)
    assert offsets == pytest.approx([handle, handle, handle + 480 * SAMPLE], abs=SAMPLE)
    assert [take["TAKEVOLPAN"] for take in takes[1:]] == [["0", "1", "-1"]] * 2


def test_the_picture_is_a_silent_reference_where_its_sound_has_a_track(tmp_path: Path) -> None:
    saved, tree = project(tmp_path)
    items = tracks_of(tree)["V1"]
    assert [takes_of(item)[0]["SOURCE"] for item in items] == [("VIDEO", "picture.mp4")] * 3
    assert [entry(item, "VOLPAN")[2] for item in items] == ["0"] * 3
    places = [[float(entry(i, n)[0]) for n in ("POSITION", "LENGTH", "SOFFS")] for i in items]
    assert places == [
        pytest.approx([frames(n) for n in place])
        for place in ((0, 60, 0), (60, 48, 120), (108, 36, 72))
    ]
    assert "sound of pictures is off: it is on tracks of its own" in saved.notes


def test_a_picture_whose_sound_has_no_track_is_heard(tmp_path: Path) -> None:
    def without_sound(timeline: otio.schema.Timeline) -> None:
        del timeline.tracks[1]

    _, tree = project(tmp_path, without_sound)
    assert {entry(item, "VOLPAN")[2] for item in tracks_of(tree)["V1"]} == {"1"}


def test_the_project_begins_at_the_timelines_timecode(tmp_path: Path) -> None:
    def marked(timeline: otio.schema.Timeline) -> None:
        span = TimeRange(RationalTime(48, RATE), RationalTime(1, RATE))
        timeline.tracks.markers.append(otio.schema.Marker("Act\n two", span))

    _, tree = project(tmp_path, marked)
    assert float(entry(tree, "PROJOFFS")[0]) == pytest.approx(3600 * 24 * 1001 / 24_000)
    assert entry(tree, "TIMEMODE")[3:5] == ["24", "2"]
    number, at, name, *_ = entry(tree, "MARKER")
    assert (number, float(at), name) == ("1", pytest.approx(frames(48)), "Act two")


def test_a_dissolve_is_an_overlap_that_fades(tmp_path: Path) -> None:
    def dissolved(timeline: otio.schema.Timeline) -> None:
        six = RationalTime(6, RATE)
        timeline.tracks[1].insert(1, otio.schema.Transition("d", "SMPTE_Dissolve", six, six))

    _, tree = project(tmp_path, dissolved)
    one, other, last = tracks_of(tree)["A1"]
    assert float(entry(one, "LENGTH")[0]) == pytest.approx(frames(66))
    assert float(entry(other, "POSITION")[0]) == pytest.approx(frames(54))
    assert float(entry(other, "SOFFS")[0]) == pytest.approx(frames(114))
    assert float(entry(one, "FADEOUT")[1]) == pytest.approx(frames(12))
    assert float(entry(other, "FADEIN")[1]) == pytest.approx(frames(12))
    assert float(entry(last, "POSITION")[0]) == pytest.approx(frames(108))
    assert entry(last, "FADEIN")[1] == "0"


@pytest.mark.parametrize("handles", [12, 0])
def test_sounds_of_ours_cross_at_a_cut_where_they_hold_enough(tmp_path: Path, handles: int) -> None:
    shots = [
        tone_job(tmp_path, 25.0, first, 50, 440, stem="audio", number=n, handles=handles)
        for n, first in ((1, 0), (2, 50), (3, 120))
    ]
    (track,) = build_tracks(shots, 25.0, RationalTime(0, 25.0))
    one, two, alone = items_of(track, Fraction(25), lambda _url: Fraction(5, 1000))
    edge, cut = Fraction(5, 1000), Fraction(10, 1000) if handles else Fraction(0)
    assert one.start + one.length == 2 + cut
    assert (two.start, two.start + two.length) == (2 - cut, 4)
    assert two.takes[0].skipped == Fraction(handles, 25) - cut
    assert (one.fade_in, one.fade_out) == (edge, 2 * cut or edge)
    assert (two.fade_in, two.fade_out) == (2 * cut or edge, edge)
    assert (alone.start, alone.fade_in, alone.fade_out) == (Fraction(120, 25), edge, edge)


def test_speeds_are_kept_and_what_cannot_be_is_told(tmp_path: Path) -> None:
    def retimed(timeline: otio.schema.Timeline) -> None:
        timeline.tracks[0][0].effects.append(otio.schema.LinearTimeWarp(time_scalar=2.0))
        timeline.tracks[0][1].effects.append(otio.schema.FreezeFrame())
        timeline.tracks[0][2].effects.append(otio.schema.LinearTimeWarp(time_scalar=-1.0))

    saved, tree = project(tmp_path, retimed)
    assert [entry(item, "PLAYRATE")[0] for item in tracks_of(tree)["V1"]] == ["2", "1", "1"]
    assert "2 clips play forwards at normal speed: they froze or ran backwards" in saved.notes


def test_a_clip_that_is_switched_off_is_a_muted_item(tmp_path: Path) -> None:
    def off(timeline: otio.schema.Timeline) -> None:
        timeline.tracks[1][1].enabled = False

    saved, tree = project(tmp_path, off)
    assert [entry(item, "MUTE")[0] for item in tracks_of(tree)["A1"]] == ["0", "1", "0"]
    assert not any("switched off" in note for note in saved.notes)


def test_equal_timelines_are_equal_projects(tmp_path: Path) -> None:
    one, other = (project(tmp_path / name)[0].path for name in ("one", "two"))
    texts = [p.read_text("utf-8").replace(str(p.parents[1]), "") for p in (one, other)]
    assert texts[0] == texts[1]


def test_without_its_library_the_format_is_refused_beforehand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = read(write_changed_cut(tmp_path, RATE))
    assert output_path(document, tmp_path / "out.RPP")
    monkeypatch.setattr(reaper, "is_installed", lambda: False)
    with pytest.raises(OutputError, match="library that is not installed"):
        output_path(document, tmp_path / "out.rpp")
