"""An AAF as readers of the field have it: every take with its rate, bits, length and place."""

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.formats import aaf_essence
from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.output.paths import check_places
from deepaudio_plugin.output.save import SavedTimeline, write
from deepaudio_plugin.output.tracks import Placed, build_tracks
from deepaudio_plugin.ownership.bwf import Broadcast, write_broadcast_wav
from deepaudio_plugin.ownership.paths import media_folder
from deepaudio_plugin.subtitles.material import read_material
from tests.helpers.libaaf import ReadClip, read_clips
from tests.helpers.tone_film import tone_job, write_changed_cut

aaf2 = pytest.importorskip("aaf2", reason="the extra [formats] is not installed")

RATE = 24000 / 1001
SPEAKERS = {  # as `jobs` lays them: start and length on the timeline, in frames
    "DeepAudio Speech: MARA": [(24, 24), (96, 12)],
    "DeepAudio Speech: JON": [(30, 20)],
    "DeepAudio Speech 2: JON": [(40, 20)],
    "DeepAudio Speech": [(110, 11)],
    "DeepAudio Audio": [(0, 60)],
}
HANDLE = 12


def jobs(media: Path, channels: int = 1) -> list[Placed]:
    """Lines of two speakers and of nobody, in two lanes, and a sound; odd lengths among them."""
    found = [
        said("MARA", media, 24, 24, 1000),
        said("MARA", media, 96, 12, 3000, number=2),
        said("JON", media, 30, 20, 2000, lane=1, number=3),
        said("JON", media, 40, 20, 1800, lane=2, number=4),
        said("", media, 110, 11, 1700, number=5),
        tone_job(media, RATE, 0, 60, 1500, stem="audio", channels=channels),
    ]
    for number, job in enumerate(found):
        ((take, path),) = job.takes
        facts = Broadcast("temp", take.key[:32], 17, note="é" * number, made_by="DeepAudio")
        write_broadcast_wav(path, path, facts)
    return found


def said(speaker: str, media: Path, *arguments: float, **more: int) -> Placed:
    job = tone_job(media, RATE, *arguments, speaker=speaker, **more)  # type: ignore[arg-type]
    return dataclasses.replace(job, provenance={"speaker": speaker})


def written(folder: Path, *, embed: bool = False, channels: int = 1) -> SavedTimeline:
    document = read(write_changed_cut(folder, RATE))
    output = document.path.with_name("out.aaf")
    made = jobs(media_folder(output), channels)
    tracks = build_tracks(made, RATE, document.start, folder=output.parent)
    return write(document, tracks, output, embed=embed)


def samples(frames: int) -> int:
    return round(frames * 1001 * 48_000 / 24_000)


def our_clips(clips: list[ReadClip]) -> dict[str, list[ReadClip]]:
    found: dict[str, list[ReadClip]] = {}
    for clip in clips:
        if clip.track.startswith("DeepAudio"):
            found.setdefault(clip.track, []).append(clip)
    return found


@pytest.mark.parametrize("embed", [False, True], ids=["linked", "embedded"])
def test_ardours_library_reads_every_take(tmp_path: Path, embed: bool) -> None:
    read_back = our_clips(read_clips(written(tmp_path, embed=embed).path))
    places = {name: [(clip.start, clip.length) for clip in row] for name, row in read_back.items()}
    assert places == SPEAKERS
    for clip in (clip for row in read_back.values() for clip in row):
        assert (clip.rate, clip.bits, clip.channels) == (48_000, 24, 1)
        assert clip.skipped == HANDLE
        assert clip.samples == pytest.approx(samples(clip.length + 2 * HANDLE), abs=1)
        assert clip.embedded == embed
        assert embed or Path(clip.file).is_file()


def sound_mobs(path: Path) -> Iterator[Any]:
    with aaf2.open(str(path)) as file:
        for mob in file.content.sourcemobs():
            if isinstance(mob.descriptor, aaf2.essence.WAVEDescriptor | aaf2.essence.PCMDescriptor):
                yield mob


def test_a_linked_sound_is_described_by_its_own_header(tmp_path: Path) -> None:
    lengths = []
    for mob in sound_mobs(written(tmp_path, channels=2).path):
        descriptor = mob.descriptor
        head = bytes(descriptor["Summary"].value)
        assert head[:4] == b"RIFF" and head[8:16] == b"WAVEfmt "
        kind, channels, rate, bytes_a_second, align, bits = struct.unpack("<HHIIHH", head[20:36])
        assert (kind, rate, bits) == (1, 48_000, 24)
        assert (align, bytes_a_second) == (3 * channels, 3 * channels * 48_000)
        assert struct.unpack("<I", head[40:44])[0] == descriptor.length * align
        assert descriptor["SampleRate"].value == 48_000
        (slot,) = mob.slots
        assert (slot.edit_rate, slot.segment.length) == (48_000, descriptor.length)
        lengths.append((channels, descriptor.length))
    assert sorted(c for c, _ in lengths) == [1] * 8 + [2]  # three are the film's own
    assert (2, samples(60 + 2 * HANDLE)) in lengths


def test_an_embedded_sound_is_the_file_s_to_the_byte_and_there_once(tmp_path: Path) -> None:
    saved = written(tmp_path, embed=True, channels=2)
    with aaf2.open(str(saved.path)) as file:
        held = {essence.mob_id: essence.open("r").read() for essence in file.content.essencedata}
        mobs = [m for m in file.content.sourcemobs() if m.mob_id in held]
        assert len(mobs) == len(held) == 7  # six takes, and the film's own sound of three clips
        for mob in mobs:
            facts = {name: mob.descriptor[name].value for name in ("Channels", "BlockAlign")}
            wide = facts["Channels"]
            assert facts["BlockAlign"] == 3 * wide
            assert mob.descriptor["QuantizationBits"].value == 24
            assert mob.descriptor["AverageBPS"].value == 48_000 * 3 * wide
            assert mob.descriptor["AudioSamplingRate"].value == 48_000
            assert len(held[mob.mob_id]) == mob.descriptor.length * 3 * wide
    sounds = {path.read_bytes() for path in media_folder(saved.path).glob("*.wav")}
    assert all(any(data in sound for data in held.values()) for sound in sounds)
    assert "7 sounds are in the AAF itself" in saved.notes


@pytest.mark.parametrize("subtype", ["PCM_16", "FLOAT"])
def test_other_sound_of_the_timeline_is_described_as_it_is(tmp_path: Path, subtype: str) -> None:
    film = write_changed_cut(tmp_path, RATE)
    soundfile.write(film.with_name("own.wav"), np.zeros((400_000, 2)), 44_100, subtype=subtype)
    path = write(read(film), [], film.with_name("out.aaf")).path
    bits = {"PCM_16": 16, "FLOAT": 32}[subtype]
    tag = {"PCM_16": 1, "FLOAT": 3}[subtype]
    found = list(sound_facts(path))
    assert found == [(tag, 2, 44_100, 44_100 * bits // 4, bits // 4, bits, 400_000)] * 3
    held = write(read(film), [], film.with_name("held.aaf"), embed=True)
    assert ("3 clips of sound are linked all the same" in str(held.notes)) == (subtype == "FLOAT")


def sound_facts(path: Path) -> Iterator[tuple[int, ...]]:
    for mob in sound_mobs(path):
        head = bytes(mob.descriptor["Summary"].value)
        yield (*struct.unpack("<HHIIHH", head[20:36]), mob.descriptor.length)


def test_sound_past_four_gigabytes_is_not_embedded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aaf_essence, "LARGEST_EMBEDDED", 1000)
    with pytest.raises(OutputError, match="more than 4 GiB"):
        written(tmp_path, embed=True)
    assert not list(tmp_path.rglob("*.aaf"))
    assert written(tmp_path / "linked").notes


def test_sound_that_could_not_be_embedded_is_refused_before_anything_is_rendered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = write_changed_cut(tmp_path, RATE)
    material = read_material(film, RenderOptions())
    options = RenderOptions(output=film.with_name("out.aaf"), embed=True)
    check_places(material, options)
    monkeypatch.setattr(aaf_essence, "LARGEST_EMBEDDED", samples(36) * 3)
    with pytest.raises(OutputError, match="more than 4 GiB"):
        check_places(material, options)
    check_places(material, dataclasses.replace(options, embed=False))


def test_other_formats_say_that_they_embed_nothing(tmp_path: Path) -> None:
    document = read(write_changed_cut(tmp_path, RATE))
    saved = write(document, [], document.path.with_name("out.otio"), embed=True)
    assert "--embed counts for .aaf files: .otio links to its sounds" in saved.notes


def test_an_aaf_comes_back_with_the_names_of_its_tracks_so_that_ours_are_replaced(
    tmp_path: Path,
) -> None:
    document = read(write_changed_cut(tmp_path, RATE))
    output = document.path.with_name("out.aaf")
    named = []
    for number, job in enumerate(jobs(media_folder(output))):
        ((take, path),) = job.takes
        ours = path.rename(path.with_name(f"0100000{number}_line_{number:08x}.wav"))
        named.append(dataclasses.replace(job, takes=((take, ours),)))
    tracks = build_tracks(named, RATE, document.start, folder=output.parent)
    back = read(write(document, tracks, output).path)
    assert [track.name for track in back.timeline.tracks] == ["V1", "A1", *SPEAKERS]
    again = read(write(back, [], output.with_name("again.otio")).path)
    assert [track.name for track in again.timeline.tracks] == ["V1", "A1"]


def test_an_aaf_comes_back_with_its_takes_in_place(tmp_path: Path) -> None:
    back = read(written(tmp_path, embed=False).path)
    places = {
        (round(c.range_in_parent().start_time.value), round(c.duration().value))
        for track in back.timeline.tracks
        for c in track.find_clips()
        if "/out.deepaudio/" in (getattr(c.media_reference, "target_url", "") or "")
    }
    assert places == {place for row in SPEAKERS.values() for place in row}
