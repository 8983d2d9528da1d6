"""Makes `corpus/`: small right files that the fuzzer makes wrong. Run once for each new kind.

`python -m tests.torture.make_corpus` writes every file again.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
from opentimelineio.opentime import RationalTime, TimeRange

FOLDER = Path(__file__).parent / "corpus"

TEXTS = {
    "lines.srt": "1\n00:00:00,250 --> 00:00:01,400\nMARA: Who is <i>there</i>?\n\n"
    "2\n00:00:01,600 --> 00:00:02,500\n[door slams]\n\n3\n00:00:03,000 --> 00:00:04,000\n"
    "- Yes.\n- No.\n",
    "lines.vtt": "WEBVTT - a title\nLanguage: en\n\nSTYLE\n::cue { color: red }\n\nNOTE nothing\n\n"
    "one\n00:00.250 --> 00:01.400 position:10% align:start\n<v Mara>Who is <c.loud>there</c>?\n\n"
    "00:01.600 --> 00:02.500\n<00:01.700><c> It</c><00:01.900><c> is</c>\n",
    "lines.ass": "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname\n"
    "Style: Default,Arial\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, "
    "MarginV, Effect, Text\nDialogue: 0,0:00:00.25,0:00:01.40,Default,MARA,0,0,0,,Who is "
    "{\\i1}there{\\i0}?\\NYou?\nComment: 0,0:00:01.60,0:00:02.50,Default,,0,0,0,,not said\n",
    "lines.ttml": '<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" '
    'xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"'
    ' ttp:frameRate="25" xml:lang="en"><head><metadata><ttm:agent type="person" xml:id="m">'
    "<ttm:name>Mara</ttm:name></ttm:agent></metadata></head><body><div>"
    '<p begin="00:00:00.250" end="00:00:01.400" ttm:agent="m">Who is<br/><span>there</span>?</p>'
    '<p begin="2s" dur="500ms">Nobody.</p></div></body></tt>\n',
    "lines.sub": "{6}{34}Who is there?|You?\n{40}{60}{y:i}Nobody.\n",
    "cut.edl": "TITLE: cut\nFCM: NON-DROP FRAME\n\n001  AX  V  C  00:00:00:00 00:00:01:12 "
    "01:00:00:00 01:00:01:12\n* FROM CLIP NAME: film.mp4\nM2  AX  048.0  00:00:00:00\n"
    "002  AX  V  D 012  00:00:02:00 00:00:03:12 01:00:01:12 01:00:03:00\n* FROM CLIP NAME: b.mov\n",
    "cut.fcpxml": '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'
    '<fcpxml version="1.9">'
    '<resources><format id="r1" frameDuration="1/24s" width="160" height="90"/>'
    '<asset id="r2" name="film" start="0s" duration="100/24s" hasVideo="1" format="r1">'
    '<media-rep kind="original-media" src="file:///films/film.mp4"/></asset></resources><library>'
    '<event name="e"><project name="cut"><sequence format="r1" duration="72/24s" tcStart="3600s" '
    'tcFormat="NDF"><spine><asset-clip ref="r2" name="one" offset="3600s" start="1/24s" '
    'duration="36/24s"><marker start="3s" duration="1/24s" value="door"/></asset-clip><gap '
    'offset="3601.5s" duration="12/24s"/><asset-clip ref="r2" offset="3602s" duration="24/24s">'
    '<timeMap><timept time="0s" value="0s" interp="linear"/><timept time="1s" value="2s"/>'
    "</timeMap></asset-clip></spine></sequence></project></event></library></fcpxml>\n",
    "cut.xml": '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n<xmeml version="4">'
    "<sequence><name>cut</name><duration>72</duration><rate><timebase>24</timebase><ntsc>FALSE"
    "</ntsc></rate><media><video><track><clipitem id='c1'><name>one</name><duration>100</duration>"
    "<rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate><start>0</start><end>36</end><in>1</in>"
    "<out>37</out><file id='f1'><name>film.mp4</name><pathurl>file://localhost/films/film.mp4"
    "</pathurl><rate><timebase>24</timebase></rate><duration>100</duration><media><video/></media>"
    "</file></clipitem></track></video><audio><track/></audio></media></sequence></xmeml>\n",
}


def main() -> int:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in TEXTS.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    otio.adapters.write_to_file(_timeline(), str(FOLDER / "rich.otio"), "otio_json")
    for name, codec in (("a.mp4", "mpeg4"), ("a.mov", "mjpeg"), ("a.mkv", "mpeg4")):
        _film(FOLDER / name, codec)
    _sound(FOLDER / "a.wav")
    _image(FOLDER / "a.png")
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"{len(list(FOLDER.iterdir()))} files, {size / 1000:.0f} kB")
    return 0


def _timeline() -> otio.schema.Timeline:
    """A nest, a retime, a transition, a marker, a gap, a missing reference and metadata."""

    def span(first: float, frames: float) -> TimeRange:
        return TimeRange(RationalTime(first, 24), RationalTime(frames, 24))

    def clip(name: str, first: float = 10, frames: float = 30) -> otio.schema.Clip:
        reference = otio.schema.ExternalReference("film.mp4", span(0, 100), {"a": {"b": [1, 2.5]}})
        return otio.schema.Clip(name, reference, span(first, frames), {"note": "one"})

    fast = clip("fast")
    fast.effects.append(otio.schema.LinearTimeWarp("speed", 2.0))
    marked = clip("marked")
    marked.markers.append(otio.schema.Marker("door", span(12, 3), "RED"))
    nest = otio.schema.Stack("nest", children=[otio.schema.Track("N1", [clip("inside")])])
    cross = otio.schema.Transition("x", "SMPTE_Dissolve", RationalTime(4, 24), RationalTime(4, 24))
    missing = otio.schema.Clip("gone", otio.schema.MissingReference(), span(0, 12))
    picture = otio.schema.Track(
        "V1",
        [fast, cross, marked, otio.schema.Gap(source_range=span(0, 12)), nest, missing],
        kind="Video",
    )
    sound = otio.schema.Track("A1", [clip("music", 0, 60)], kind="Audio")
    timeline = otio.schema.Timeline("rich", global_start_time=RationalTime(86_400, 24))
    timeline.tracks.extend([picture, sound])
    return timeline


def _film(path: Path, codec: str) -> None:
    with av.open(str(path), "w") as film:
        film.metadata["title"] = "A title"
        picture = film.add_stream(codec, rate=Fraction(24))
        picture.width, picture.height = 64, 36
        picture.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        sound = film.add_stream("pcm_s16le" if path.suffix != ".mp4" else "aac", rate=48_000)
        sound.layout = "mono"
        for number in range(12):
            pixels = np.full((36, 64, 3), 20 * number, np.uint8)
            film.mux(picture.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        film.mux(picture.encode())
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 24_000), np.int16), "s16", "mono")
        frame.rate = 48_000
        film.mux(sound.encode(frame))
        film.mux(sound.encode())


def _sound(path: Path) -> None:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("pcm_s24le", rate=48_000)
        stream.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.int32), "s32", "stereo")
        frame.rate = 48_000
        file.mux(stream.encode(frame))
        file.mux(stream.encode())


def _image(path: Path) -> None:
    with av.open(str(path), "w", format="image2") as file:
        stream = file.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "rgb24"
        pixels = np.zeros((36, 64, 3), np.uint8)
        file.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        file.mux(stream.encode())


if __name__ == "__main__":
    sys.exit(main())
