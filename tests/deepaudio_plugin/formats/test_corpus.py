"""Real files that nobody in this project wrote."""

import pytest

from deepaudio_plugin.formats.documents import read
from deepaudio_plugin.timeline.media import MediaResolver
from deepaudio_plugin.timeline.shots import shots
from tests.helpers.shared import corpus_files, shared_path
from tests.helpers.timelines import layout

NTSC = 24000 / 1001
SUFFIXES = (".otio", ".aaf", ".edl", ".fcpxml", ".xml", ".kdenlive", ".xges")
# file: edit rate, start timecode in frames, shots, length in frames
READ = {
    "aaf/2997fps-DFTC.aaf": (30000 / 1001, 539_460, 1, 2989),
    "aaf/multitrack.aaf": (24, 86_400, 5, 3282),
    "aaf/nested_stack.aaf": (24, 86_400, 7, 65),
    "aaf/one_audio_clip.aaf": (24, 86_400, 0, 720),
    "ayon/hiero_clip_freeze.otio": (NTSC, 0, 1, 5),
    "ayon/hiero_review_gap.otio": (24, 0, 2, 101),
    "ayon/hiero_timeline.otio": (NTSC, 86_400, 6, 216),
    "edl/dissolve_test_4.edl": (24, 92_441, 6, 477),
    "edl/multi_audio.edl": (24, 0, 0, 81_982),
    "edl/screening_example.edl": (24, 86_243, 9, 1049),
    "edl/speed_effects_small.edl": (24, 86_400, 5, 16_636),
    "fcpx/23.98.fcpxml": (NTSC, 0, 11, 5348),
    "fcpx/24With25Media.fcpxml": (24, 86_400, 2, 3911),
    "fcpx/29.97d.fcpxml": (30000 / 1001, 0, 14, 887),
    "fcpx/Annotations.fcpxml": (25, 90_000, 1, 738),
    "fcpx/AudioOnly.fcpxml": (NTSC, 0, 0, 4647),
    "fcpxml/fcpx_project.fcpxml": (30, 0, 11, 4500),
    "kdenlive/kdenlive_example_v221170.kdenlive": (25, 0, 6, 862),
    "otio/ElFuente_4096x2160_60fps_10bit_420_remix1.otio": (60, 0, 5, 1030),
    "otio/SPARKS_P3_PQ_4000nit.otio": (60000 / 1001, 0, 39, 13_777),
    "otio/multitrack.otio": (24, 0, 5, 3282),
    "otio/simple_cut.otio": (24, 0, 4, 19),
    "otio/transition.otio": (24, 0, 4, 19),
    "tellers/new_project_delete.otio": (25, 0, 2, 1300),
    "tlrender/AudioTonesAndVideo.otio": (24, 0, 12, 468),
    "tlrender/MultipleRates.otio": (24, 0, 1, 257),
    "toucan/Generator.otio": (24, 0, 8, 9),
    "xges/xges_example.xges": (25, 0, 6, 905),
    "xml/hiero_xml_export.xml": (24, 86_400, 2, 1324),
    "xml/premiere_example.xml": (30, 0, 9, 1258),
}


def corpus(name):
    path = shared_path("corpus", *name.split("/"))
    if path.suffix != ".otio":
        pytest.importorskip("otio_fcp_adapter", reason="the extra [formats] is not installed")
    return path


@pytest.mark.parametrize("name", READ)
def test_a_real_file_has_the_rate_start_shots_and_length_it_should(name):
    found = read(corpus(name))
    row = shots(found, MediaResolver(found.base))
    facts = (found.rate, found.start.value, len(row), found.duration.value)
    assert facts == pytest.approx(READ[name], abs=1e-9)


def test_every_file_of_the_corpus_is_read_with_sane_shots(capfd):
    pytest.importorskip("otio_fcp_adapter", reason="the extra [formats] is not installed")
    shared_path("corpus")
    files = corpus_files(*SUFFIXES)
    assert len(files) > 40
    for path in files:
        found = read(path)
        end = 0
        for shot in shots(found, MediaResolver(found.base)):
            assert shot.name
            assert shot.range.start_time.value >= end, f"{path}: {shot}"
            assert shot.range.duration.value > 0
            assert shot.picture is not None or shot.problem
            end = shot.range.end_time_exclusive().value
        assert end <= found.duration.value
    assert capfd.readouterr() == ("", "")


def test_media_of_the_corpus_is_relinked_by_name(tmp_path):
    media = shared_path("corpus", "media", "PSR63_10s_23976.mov")
    (tmp_path / "dailies").mkdir()
    (tmp_path / "dailies" / "PSR63_2012-06-02.mov").symlink_to(media)
    found = read(corpus("tlrender/MultipleRates.otio"))
    (shot,) = shots(found, MediaResolver(found.base, [tmp_path]))
    assert shot.picture.path == str(tmp_path / "dailies" / "PSR63_2012-06-02.mov")
    assert layout([shot]) == [("videoclip5", 25, 232)]
