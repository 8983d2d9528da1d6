"""Files that want something: to be waited for, to lead elsewhere, to fill the memory."""

from __future__ import annotations

import os
import socket
import struct
import sys
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from deepaudio.media.clock import span
from deepaudio.media.container import MAX_PIXELS, opened
from deepaudio.media.demuxers import MEDIA_DEMUXERS
from deepaudio.media.frames import MAX_IMAGES, FrameReader, media_facts
from deepaudio.media.picture import JobPicture
from deepaudio.media.probe import probe
from deepaudio.media.sequences import sequence_image
from deepaudio.worker.sound import open_sound
from deepaudio_plugin.core.errors import MediaError, MediaMissingError
from tests.helpers.films import write_film, write_images

posix = pytest.mark.skipif(sys.platform == "win32", reason="no such files")


def refused(path: object) -> str:
    """What is said of a file that is no media; every way in says it."""
    with pytest.raises(MediaError) as caught:
        probe(str(path))
    for way in (opened, open_sound):
        with pytest.raises(MediaError), way(str(path)):
            pass
    assert caught.value.where == str(path)
    assert caught.value.hint
    return caught.value.message


# -- what never answers ---------------------------------------------------------------


@posix
def test_pipes_sockets_and_devices_are_refused_by_name_and_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    (tmp_path / "link.mp4").symlink_to("pipe.mp4")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.mp4"))
        assert "a socket" in refused(tmp_path / "socket.mp4")
    assert "a named pipe" in refused(tmp_path / "pipe.mp4")
    assert "a named pipe" in refused(tmp_path / "link.mp4")
    assert "a device" in refused("/dev/zero")
    for stream in ("/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"):
        assert "a stream of the system" in refused(stream)


@posix
def test_a_pipe_among_the_images_of_a_sequence_is_a_missing_image(tmp_path):
    write_images(tmp_path, [0, 2], grey=lambda n: 100)
    os.mkfifo(tmp_path / "img.1002.png")
    sequence = JobPicture(
        str(tmp_path / "img.%04d.png"), "sequence", duration_s=1, sequence_first=1001,
        sequence_count=3, sequence_rate=3,
    )  # fmt: skip
    assert sequence_image(sequence, 1) is None
    facts = media_facts(sequence)
    reader = FrameReader(sequence, facts, span(sequence, facts, 0, 1))
    assert sum(len(batch.times_s) for batch in reader) == 2
    assert "1 images of the sequence are missing or damaged" in reader.warnings


# -- what leads elsewhere -------------------------------------------------------------

PLAYLISTS = {
    "endless.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nendless.m3u8\n",
    "far.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n",
    "list.mp4": "ffconcat version 1.0\n" + "file 'film.mp4'\n" * 200_000,
    "itself.mov": "ffconcat version 1.0\nfile 'itself.mov'\n",
    "dash.mpd": '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>\n',
    "call.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
    "script.avs": 'AviSource("film.avi")\n',
    "subtitle.srt": "1\n00:00:00,000 --> 00:00:01,000\nHello\n",
    "picture.svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
    "letters.txt": "Only words.\n" * 100,
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_lists_and_scripts_are_texts_and_nothing_in_them_is_opened(tmp_path, name):
    film = write_film(tmp_path / "film.mp4", 3)
    asked = film.stat().st_atime_ns
    (tmp_path / name).write_text(PLAYLISTS[name])
    assert "no media file" in refused(tmp_path / name)
    assert film.stat().st_atime_ns == asked


def test_a_name_that_looks_like_an_address_is_the_name_of_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("concat:a.mp4|b.mp4", "http:a.mp4", "pipe:0", "film%03d.mp4"):
        write_film(tmp_path / "film.mp4", 3).rename(tmp_path / name)
        assert probe(name).has_video
    for url in ("http://127.0.0.1:9/a.mp4", "pipe:", "fd:0", "data:video/mp4;base64,AAAA", "\0"):
        with pytest.raises(MediaMissingError):
            probe(url)


def test_an_image_whose_name_is_a_pattern_is_that_one_image(tmp_path):
    write_images(tmp_path, [0], grey=lambda n: 10)
    write_images(tmp_path, [1], grey=lambda n: 200)
    (tmp_path / "img.1002.png").rename(tmp_path / "img.%04d.png")
    with opened(str(tmp_path / "img.%04d.png")) as container:
        (frame,) = container.decode(video=0)
    assert frame.to_ndarray(format="gray")[0, 0] == pytest.approx(200, abs=2)


# -- what fills the memory or lasts for ever ------------------------------------------


def png(path: Path, width: int, height: int) -> Path:
    """A picture of one bit a pixel: a thousandth of what it takes when it is decoded."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    packer, row = zlib.compressobj(), bytes(1 + -(-width // 8))
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    content = chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + content)
    return path


@pytest.mark.parametrize("size", [(32_768, 32_768), (1 << 20, 200), (15_000, 15_000)])
def test_a_picture_too_large_for_memory_is_never_decoded(tmp_path, size):
    path = png(tmp_path / "large.png", *size)
    assert size[0] * size[1] > MAX_PIXELS
    with pytest.raises(MediaError, match="128 megapixels") as caught:
        media_facts(JobPicture(str(path), duration_s=1))
    assert caught.value.where == str(path)


def test_a_film_that_says_it_lasts_for_years_is_refused(tmp_path):
    film = write_film(tmp_path / "film.mkv", 3)
    content = bytearray(film.read_bytes())
    at = content.index(b"\x44\x89\x88") + 3  # Duration, in milliseconds
    content[at : at + 8] = struct.pack(">d", 1e15)
    film.write_bytes(content)
    with pytest.raises(MediaError, match=r"lasts .* hours") as caught:
        probe(str(film))
    assert caught.value.where == str(film)


def test_a_sequence_of_more_images_than_anybody_has_is_refused(tmp_path):
    picture = JobPicture(
        str(tmp_path / "img.%04d.png"), "sequence", sequence_count=MAX_IMAGES + 1, sequence_rate=24
    )
    with pytest.raises(MediaError, match="too long"):
        media_facts(picture)


# -- what is only badly written -------------------------------------------------------


@pytest.mark.parametrize("kind", ["mp4", "mkv", "mov", "wav", "avi"])
def test_tags_in_another_encoding_spoil_nothing(tmp_path, kind):
    path = tmp_path / f"film.{kind}"
    with av.open(str(path), "w") as container:
        container.metadata["title"] = "MARKER"
        if kind == "wav":
            sound = container.add_stream("pcm_s16le", rate=48_000, layout="mono")
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 4800), np.int16), "s16", "mono")
            frame.sample_rate, frame.time_base = 48_000, Fraction(1, 48_000)
            container.mux(sound.encode(frame))
            container.mux(sound.encode(None))
        else:
            video = container.add_stream("mpeg4", rate=24)
            video.width, video.height, video.pix_fmt = 64, 36, "yuv420p"
            container.mux(video.encode(av.VideoFrame(64, 36, "yuv420p")))
            container.mux(video.encode(None))
    content = path.read_bytes()
    assert b"MARKER" in content
    path.write_bytes(content.replace(b"MARKER", "Sch\xf6n!".encode("latin-1")))
    facts = probe(str(path))
    assert facts.has_video or facts.has_audio


def test_a_stream_of_an_unknown_codec_is_passed_over(tmp_path):
    path = tmp_path / "film.mkv"
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("mpeg4", rate=24) for _ in range(2)]
        for stream in streams:
            stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for stream in streams:
            container.mux(stream.encode(av.VideoFrame(64, 36, "yuv420p")))
            container.mux(stream.encode(None))
    content = path.read_bytes()
    path.write_bytes(content.replace(b"V_MPEG4/ISO/ASP", b"V_UNKNOWN/CODEC", 1))
    with av.open(str(path)) as container:
        assert container.streams.video[0].codec_context is None
    picture = JobPicture(str(path), duration_s=0.04)
    facts = media_facts(picture)
    assert (facts.has_video, facts.width) == (True, 64)
    assert len(list(FrameReader(picture, facts, span(picture, facts, 0, 0.04)))) == 1
    path.write_bytes(content.replace(b"V_MPEG4/ISO/ASP", b"V_UNKNOWN/CODEC"))
    with pytest.raises(MediaError, match="cannot be decoded"):
        probe(str(path))


# -- and what everybody has is read ---------------------------------------------------


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        *(("a.mp4", "libx264"), ("a.mov", "prores_ks"), ("a.mkv", "ffv1"), ("a.avi", "mjpeg")),
        *(("a.mxf", "mpeg2video"), ("a.ts", "mpeg2video"), ("a.mpg", "mpeg1video")),
        *(("a.webm", "libvpx-vp9"), ("a.dv", "dvvideo"), ("a.gif", "gif"), ("a.m2v", "mpeg2video")),
        *(("a.h264", "libx264"), ("a.flv", "flv"), ("a.wmv", "wmv2"), ("a.ogv", "libtheora")),
        *(("a.png", "png"), ("a.jpg", "mjpeg"), ("a.tiff", "tiff"), ("a.tga", "targa")),
        *(("a.bmp", "bmp"), ("a.dpx", "dpx"), ("a.exr", "exr"), ("a.webp", "libwebp")),
    ],
)
def test_films_and_images_of_every_common_kind_are_read(tmp_path, name, codec):
    if codec not in av.codecs_available:
        pytest.skip(f"{codec} is not in this PyAV")
    path = tmp_path / name
    size = (720, 576) if codec == "dvvideo" else (128, 96)
    with av.open(str(path), "w") as container:
        video = container.add_stream(codec, rate=25)
        formats = [form.name for form in video.codec_context.codec.video_formats or []]
        video.width, video.height = size
        video.pix_fmt = next((f for f in ("yuvj420p", "yuv420p") if f in formats), formats[0])
        frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), 99, np.uint8))
        for packet in (*video.encode(frame), *video.encode(None)):
            container.mux(packet)
    assert probe(str(path)).has_video
    with opened(str(path)) as container:
        assert next(container.decode(video=0)).width == size[0]


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        *(
            ("a.wav", "pcm_s24le"),
            ("a.aiff", "pcm_s16be"),
            ("a.flac", "flac"),
            ("a.mp3", "libmp3lame"),
        ),
        *(("a.ogg", "libvorbis"), ("a.opus", "libopus"), ("a.m4a", "aac"), ("a.aac", "aac")),
        *(("a.ac3", "ac3"), ("a.caf", "pcm_s16le"), ("a.w64", "pcm_s16le"), ("a.au", "pcm_s16be")),
        *(
            ("a.mka", "flac"),
            ("a.wv", "wavpack"),
        ),
    ],
)
def test_sounds_of_every_common_kind_are_read(tmp_path, name, codec):
    if codec not in av.codecs_available:
        pytest.skip(f"{codec} is not in this PyAV")
    path = tmp_path / name
    with av.open(str(path), "w") as container:
        sound = container.add_stream(codec, rate=48_000, layout="stereo")
        to_codec = av.AudioResampler(sound.codec_context.format, "stereo", 48_000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 2 * 48_000), np.int16), "s16", "stereo")
        frame.sample_rate, frame.time_base, frame.pts = 48_000, Fraction(1, 48_000), 0
        fifo = av.AudioFifo()
        for part in to_codec.resample(frame):
            fifo.write(part)
        while (part := fifo.read(sound.codec_context.frame_size or 1024, partial=True)) is not None:
            container.mux(sound.encode(part))
        container.mux(sound.encode(None))
    assert probe(str(path)).has_audio
    with open_sound(str(path)) as found:
        assert next(found.blocks(0)).shape[0] == 2


def test_no_demuxer_here_follows_a_list_or_runs_a_script():
    known = {name for names in av.formats_available for name in names.split(",")}
    assert len([name for name in MEDIA_DEMUXERS if name in known]) > 100
    lists = {"concat", "hls", "dash", "imf", "webm_dash_manifest", "sdp", "rtsp", "rtp", "sap"}
    scripts = {"avisynth", "vapoursynth", "lavfi", "tty", "ffmetadata", "svg_pipe", "image2pipe"}
    assert not set(MEDIA_DEMUXERS) & (lists | scripts)
