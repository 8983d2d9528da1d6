"""Media names can be read by people and written on every system; links reach their files."""

from __future__ import annotations

from pathlib import Path

import pytest
from opentimelineio.opentime import RationalTime
from opentimelineio.url_utils import filepath_from_url

from deepaudio_plugin.output.names import label, media_name
from deepaudio_plugin.ownership.paths import default_output, media_folder
from deepaudio_plugin.timeline.links import target_url
from tests.helpers.tone_film import tone_job


def test_a_media_name_tells_place_speaker_words_and_take(tmp_path: Path) -> None:
    job = tone_job(tmp_path, 25.0, 312, 10, 440).job
    name = media_name(job, "1a2b3c4d5e6f", RationalTime(90_000, 25))
    assert name == "01001212_MARA_Did-you-hear-that_1a2b3c4d.wav"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('A/B\\C:D*E?F"G<H>I|J', "A-B-C-D-E-F-G-H-I-J"),
        ("..%2e#&;`$(rm)~\0\n", "2e-rm"),
        ("Hüte, 日本語 и кириллица!", "Hüte-日本語-и-кириллица"),
        ("don't won’t", "dont-wont"),
        ("😀😀", ""),
        ("CON", "CON"),
        ("e\u0301", "é"),
    ],
)
def test_labels_hold_only_what_every_system_allows(text: str, expected: str) -> None:
    assert label(text) == expected


def test_labels_are_bounded_in_bytes_and_cut_between_words() -> None:
    assert label("word " * 50) == "-".join(["word"] * 16)
    assert len(label("語" * 500).encode()) <= 80


def test_outputs_lie_beside_the_input() -> None:
    assert default_output(Path("/a/cut v2.xml"), "fcp_xml") == Path("/a/cut v2.deepaudio.otio")
    assert default_output(Path("/a/cut.otioz"), "otioz") == Path("/a/cut.deepaudio.otioz")
    assert media_folder(Path("/a/cut.deepaudio.otio")) == Path("/a/cut.deepaudio")
    assert media_folder(Path("/a/final.kdenlive")) == Path("/a/final.deepaudio")
    assert media_folder(Path("/a/v1.2.final.otio")) == Path("/a/v1.2.final.deepaudio")


AWKWARD = [
    "plain.wav",
    "a b/ü 😀.wav",
    "100%/x.wav",
    "a#b?c.wav",
    "reel:1/x.wav",
    "don't&co.wav",
]


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("relative", [True, False])
def test_otio_reads_a_link_as_the_path_it_was_made_from(name: str, relative: bool) -> None:
    folder = Path("/projects/My film")
    url = target_url(folder / name, folder if relative else None)
    assert str(filepath_from_url(url)) == (name if relative else str(folder / name))


def test_links_are_bare_where_no_reader_could_misread_them() -> None:
    assert target_url(Path("/p/a b/ü.wav"), Path("/p")) == "a b/ü.wav"


def test_media_elsewhere_are_named_by_their_absolute_path() -> None:
    assert target_url(Path("/other/x.wav"), Path("/projects")) == "/other/x.wav"
