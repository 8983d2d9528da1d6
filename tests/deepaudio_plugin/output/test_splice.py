"""New tracks go into a timeline's text, and nothing else in it changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from deepaudio_plugin.output.splice import NotSpliceable, with_tracks, without_ours
from deepaudio_plugin.ownership.ours import OWNER
from deepaudio_plugin.timeline.otio_text import parsed
from tests.helpers.counting import calls
from tests.helpers.shared import corpus_files, shared_path

NO_TIMELINE = {
    "hiero_clip_timewarp.otio",
    "hiero_clip_freeze.otio",
    "hiero_review_gap.otio",
    "resolve_clip_imgseq_2x.otio",
}


def spliced(text: str, tracks: list[otio.schema.Track]) -> str:
    return with_tracks(without_ours(text), tracks)


def our_track(name: str = "DeepAudio Speech", clips: int = 1) -> otio.schema.Track:
    track = otio.schema.Track(name, kind="Audio", metadata={"deepaudio": {"owner": OWNER}})
    facts = {"deepaudio": {"stem": "speech"}}
    track.extend(otio.schema.Clip(f'"Ünïcödé" 😀 line {n}', metadata=facts) for n in range(clips))
    return track


def timeline(*children: str, before: str = "", after: str = "") -> str:
    """A timeline's text with tracks and other fields given as JSON."""
    return (
        '{"OTIO_SCHEMA": "Timeline.1", "name": "t", ' + before + '"tracks": {'
        '"OTIO_SCHEMA": "Stack.1", "children": [' + ", ".join(children) + "]}" + after + "}"
    )


def track(name: str, **fields: Any) -> str:
    facts = {"OTIO_SCHEMA": "Track.1", "kind": "Video", "name": name, "children": [], **fields}
    return json.dumps(facts)


@pytest.mark.parametrize("path", corpus_files(".otio"), ids=lambda p: p.name)
def test_every_timeline_of_the_corpus_keeps_every_byte(path: Path) -> None:
    text = shared_path("corpus", path.parent.name, path.name).read_bytes().decode()
    if path.name in NO_TIMELINE:
        with pytest.raises(NotSpliceable):
            spliced(text, [our_track()])
        return
    once = spliced(text, [our_track("DeepAudio Speech"), our_track("DeepAudio Audio")])
    assert without_ours(once) == text
    read = parsed(once)
    assert [t.name for t in read.tracks][-2:] == ["DeepAudio Speech", "DeepAudio Audio"]
    original = parsed(text)
    assert [t.to_json_string() for t in read.tracks][:-2] == [
        t.to_json_string() for t in original.tracks
    ]


def test_a_second_run_replaces_our_tracks_and_only_those() -> None:
    text = timeline(track("V1"), track("DeepAudio Speech"), track("A1"))
    first = spliced(text, [our_track("DeepAudio Speech"), our_track("DeepAudio Speech 2")])
    second = spliced(first, [our_track("DeepAudio Audio")])
    names = [item["name"] for item in json.loads(second)["tracks"]["children"]]
    assert names == ["V1", "DeepAudio Speech", "A1", "DeepAudio Audio"]
    assert without_ours(second) == text


def test_our_tracks_are_found_wherever_the_host_has_put_them() -> None:
    ours = our_track().to_json_string(indent=-1)
    assert without_ours(timeline(ours, track("V1"), ours, track("V2"), ours)) == timeline(
        track("V1"), track("V2")
    )


def test_the_same_tracks_again_give_the_same_bytes() -> None:
    once = spliced(timeline(track("V1")), [our_track()])
    assert spliced(once, [our_track()]) == once


ODD = (
    '"metadata": {"big": 9223372036854775807, "nan": NaN, "inf": -Infinity, "f": 1.50,'
    ' "short": [Inf, -Inf, -NaN],'
    ' "esc": "\\u00e9\\/", "tracks": {"children": []}}, '
)


@pytest.mark.parametrize(
    "text",
    [
        timeline(),
        timeline(track("V1"), before=ODD, after=', "global_start_time": null, "mine": [1, 2 ]'),
        timeline(track("V1", strange={"OTIO_SCHEMA": "Foo.7", "deep": [{"x": 1e3}]})),
        timeline(track("V1", children=[{"OTIO_SCHEMA": "Clip.1", "media_reference": None}])),
        '\n {"tracks": {"children": [], "OTIO_SCHEMA": "Stack.1"}, "OTIO_SCHEMA": "Timeline.1"} \n',
    ],
    ids=["empty", "odd numbers", "unknown schema", "old clip", "odd order"],
)
def test_odd_but_valid_files_keep_every_byte(text: str) -> None:
    assert without_ours(spliced(text, [our_track()])) == text


@pytest.mark.parametrize("indent", [None, 2, 4, "\t"], ids=str)
@pytest.mark.parametrize("tracks", [[], ["V1"]], ids=["no tracks", "one track"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_new_tracks_are_laid_out_like_the_file(
    indent: int | str | None, tracks: list[str], newline: str
) -> None:
    value = json.loads(timeline(*map(track, tracks)))
    text = json.dumps(value, indent=indent).replace("\n", newline)
    result = spliced(text, [our_track()])
    if indent is None:
        assert "\n" not in result
        return
    laid_out = json.dumps(json.loads(result), indent=indent, ensure_ascii=False)
    assert result == laid_out.replace("\n", newline)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "nonsense", '{"OTIO_SCHEMA": "Clip.2"}', '{"OTIO_SCHEMA": "Timeline.1"}',
     '{"OTIO_SCHEMA": "Timeline.1", "tracks": null}', timeline(track("V1"))[:-30]],
)  # fmt: skip
def test_what_is_no_timeline_is_refused(text: str) -> None:
    with pytest.raises(NotSpliceable):
        spliced(text, [our_track()])


def test_many_clips_cost_no_more_than_their_share() -> None:
    def cost(clips: int) -> int:
        big = our_track("V1", clips)
        big.metadata.clear()
        text = timeline(big.to_json_string(indent=-1))
        ours = our_track(clips=clips)
        return calls(lambda: spliced(text, [ours]))

    assert cost(2_000) < 11 * cost(200)
