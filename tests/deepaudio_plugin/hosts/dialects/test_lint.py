"""The lint says what a host will not take, where it is, and what to do about it."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest

from deepaudio_plugin.core.errors import TimelineError
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.hosts.dialects.lint import check_document
from deepaudio_plugin.hosts.registry import dialect, target_names
from deepaudio_plugin.output.save import write
from deepaudio_plugin.output.tracks import build_tracks
from tests.helpers.shared import corpus_files, shared_path
from tests.helpers.timelines import clip, document, gap, span, speed, track
from tests.helpers.tone_film import tone_job


def codes(folder: Path, host: str, *tracks: object) -> dict[str, str]:
    """Severity by rule code of what the host would not take of these tracks."""
    found = check_document(document(folder, *tracks), dialect(host))
    return {finding.code: finding.severity for finding in found}


def media(name: str, length: int = 100) -> otio.schema.ExternalReference:
    return otio.schema.ExternalReference(name, available_range=span(0, length))


def shot(folder: Path, **more: object) -> otio.schema.Clip:
    return clip(media(str(folder / "a.mov")), span(0, 24), name="shot", **more)


@pytest.mark.parametrize("host", target_names())
def test_a_plain_cut_with_absolute_paths_is_refused_by_no_host(tmp_path: Path, host: str) -> None:
    assert "refused" not in codes(tmp_path, host, track(shot(tmp_path))).values()


TITLE = otio.schema.MissingReference()
BARS = otio.schema.GeneratorReference("bars", "SMPTEBars", span(0, 24))
FRAMES = otio.schema.ImageSequenceReference(
    "plates/", "a.", ".exr", 1, 1, 24, 4, available_range=span(0, 24)
)
WORSE = [
    ("resolve", TITLE, "title-without-media", "refused"),
    ("resolve", FRAMES, "image-sequence", "refused"),
    ("nuke", FRAMES, "image-sequence", "refused"),
    ("kdenlive", FRAMES, "image-sequence", "dropped"),
    ("kdenlive", BARS, "generator", "dropped"),
    ("resolve", BARS, "generator", "dropped"),
    ("kdenlive", TITLE, "without-media", "dropped"),
    ("openrv", TITLE, "without-media", "changed"),
    ("resolve", media("a.mov"), "relative-path", "dropped"),
    ("premiere", media("a.mov"), "bare-path", "dropped"),
    ("blender", media("file:///a.mov"), "file-url", "dropped"),
    ("premiere", otio.schema.ExternalReference("photo.jpg"), "still-without-range", "dropped"),
    ("generic", media("nowhere.mov"), "media-missing", "dropped"),
]  # fmt: skip


@pytest.mark.parametrize(("host", "reference", "code", "severity"), WORSE)
def test_media_that_a_host_does_not_take_are_found(
    tmp_path: Path, host: str, reference: object, code: str, severity: str
) -> None:
    item = clip(reference.deepcopy(), span(0, 24), name="one")
    assert codes(tmp_path, host, track(item, shot(tmp_path)))[code] == severity


def test_a_generator_that_resolve_made_itself_is_no_finding(tmp_path: Path) -> None:
    bars = otio.schema.GeneratorReference(
        "bars", "SMPTEBars", span(0, 24), parameters={"Resolve_OTIO": {}}
    )
    assert "generator" not in codes(tmp_path, "resolve", track(clip(bars, span(0, 24))))


def test_tracks_effects_transitions_and_nested_sequences_are_found(tmp_path: Path) -> None:
    inner = otio.schema.Stack("inner", [track(shot(tmp_path))])
    dissolve = otio.schema.Transition(
        "x", "SMPTE_Dissolve", span(0, 2).duration, span(0, 2).duration
    )
    glow = otio.schema.Effect("glow", "Glow")
    picture = track(
        shot(tmp_path, effects=[speed(0.5)]), dissolve, shot(tmp_path, effects=[glow]), inner
    )
    words = track(clip(TITLE.deepcopy(), span(0, 24)), kind="Subtitle")
    sound = track(shot(tmp_path), kind="audio")
    found = codes(tmp_path, "kdenlive", picture, words, sound)
    for code in ("retime", "transition", "nested", "track-kind", "track-kind-spelling", "effect"):
        assert code in found
    assert found["track-kind"] == "changed"
    assert codes(tmp_path, "nuke", picture.deepcopy(), words.deepcopy())["track-kind"] == "dropped"


def test_markers_rates_schemas_and_link_ids_are_found(tmp_path: Path) -> None:
    marked = shot(tmp_path)
    marked.markers.append(otio.schema.Marker("look", span(1, 1), comment="here"))
    assert codes(tmp_path, "nuke", track(marked))["marker"] == "dropped"
    found = codes(tmp_path, "resolve", track(marked.deepcopy()))
    assert found["marker-note"] == "dropped"
    assert found["schema-newer"] == "note"
    odd = clip(media(str(tmp_path / "a.mov")), span(0, 24, 23.5), name="odd")
    assert codes(tmp_path, "resolve", track(odd))["frame-rate"] == "refused"
    twins = [shot(tmp_path), shot(tmp_path)]
    for twin in twins:
        twin.metadata["PremierePro_OTIO"] = {"LinkID": "4"}
    assert codes(tmp_path, "premiere", track(*twins))["link-id"] == "changed"


def test_kdenlive_forgets_where_the_last_clip_of_a_track_begins(tmp_path: Path) -> None:
    def cut(name: str, first: int, *behind: object) -> otio.schema.Track:
        one = clip(media(str(tmp_path / "a.mov")), span(30, 24), name="one")
        return track(one, clip(media(str(tmp_path / "a.mov")), span(first, 24), name=name), *behind)

    (tmp_path / "a.mov").write_bytes(b"")
    found = document(tmp_path, cut("mine", 12, gap(10)), cut("whole", 0))
    told = [f for f in check_document(found, dialect("kdenlive")) if f.code == "last-clip"]
    assert [(f.item, f.timecode) for f in told] == [("mine", "00:00:01:00")]
    assert "Split its last frame off" in told[0].advice


def test_kdenlive_waits_for_ever_when_no_media_is_there(tmp_path: Path) -> None:
    lost = clip(media("lost.mov"), span(0, 24), name="lost")
    assert codes(tmp_path, "kdenlive", track(lost))["no-media"] == "refused"
    assert "no-media" not in codes(tmp_path, "kdenlive", track(lost.deepcopy(), shot(tmp_path)))


def test_a_finding_says_where_it_is_and_what_to_do(tmp_path: Path) -> None:
    title = clip(TITLE.deepcopy(), span(0, 10), name="Das Ende")
    found = document(tmp_path, track(gap(30), title, name="V2"))
    first, *_ = check_document(found, dialect("resolve"))
    assert (first.severity, first.track, first.item, first.timecode) == (
        "refused",
        "V2",
        "Das Ende",
        "00:00:01:06",
    )
    assert first.advice


@pytest.mark.slow
def test_every_file_of_the_corpus_written_for_a_host_is_refused_by_it_no_more(
    tmp_path: Path,
) -> None:
    pytest.importorskip("otio_fcp_adapter", reason="the extra [formats] is not installed")
    shared_path("corpus")
    hosts = [host for host in target_names() if host not in ("generic", "kdenlive", "avid")]
    for path in corpus_files(".otio") + corpus_files(".xml"):
        try:
            found = read(path)
        except TimelineError:
            continue
        for host in hosts:
            output = tmp_path / f"{host}.otio"
            job = tone_job(tmp_path / "takes", found.rate, 0, 6, 440)
            clock = dialect(host).clock
            tracks = build_tracks([job], found.rate, found.start, clock=clock)
            write(found, tracks, output, dialect=host)
            back = read(output)
            refused = [f for f in check_document(back, dialect(host)) if f.severity == "refused"]
            assert refused == [], f"{path.name} for {host}"
            names = [track.name for track in found.timeline.tracks]
            assert [t.name for t in back.timeline.tracks] == [*names, "DeepAudio Speech"]
