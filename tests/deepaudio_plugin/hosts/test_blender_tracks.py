"""The Blender extension's own reckoning, without Blender: what is put in and what gives way."""

import json
from dataclasses import replace

import pytest

from tests.helpers.blender_extension import extension

received = extension("received")
ExtensionError = extension("errors").ExtensionError


def wanted(name="a", start=0, length=10, track="DeepAudio Speech", key=None):
    return received.WantedSound(track, name, f"/s/{name}.wav", start, length, 12, key or name)


def there(name="film", channel=1, start=1, end=500, **ours):
    return received.PresentStrip(name, channel, start, end, **ours)


def own(name="a", channel=5, start=1, end=11, **more):
    return there(name, channel, start, end, key=name, track="DeepAudio Speech", **more)


def test_tracks_go_above_everything_each_on_a_channel_of_its_own():
    sounds = [wanted("a"), wanted("b", track="DeepAudio Audio")]
    doing = received.plan(sounds, [there(channel=1), there("b", channel=7)], 1)
    assert doing.channels == {"DeepAudio Speech": 8, "DeepAudio Audio": 9}


def test_a_track_returns_to_the_channel_it_had():
    doing = received.plan([wanted("new")], [there(), own("old"), there("x", 9)], 1)
    assert (doing.remove, doing.channels) == (("old",), {"DeepAudio Speech": 5})


def test_a_channel_that_a_person_has_used_since_is_left():
    new = there("mine", 5, 3, 8)
    doing = received.plan([wanted("new")], [there(), own("old"), new], 1)
    assert doing.channels == {"DeepAudio Speech": 6}


def test_when_the_highest_channel_is_taken_a_lower_free_one_is_found():
    doing = received.plan([wanted()], [there(channel=1), there("top", 128)], 1)
    assert doing.channels == {"DeepAudio Speech": 2}


def test_without_a_free_channel_nothing_is_done():
    full = [there(f"s{n}", n) for n in range(1, 129)]
    with pytest.raises(ExtensionError, match="no channel is free"):
        received.plan([wanted()], full, 1)


def test_a_person_s_edit_of_our_strip_stands_for_its_sound():
    doing = received.plan([wanted("a"), wanted("b", 20)], [own("a", edited=True)], 1)
    assert (doing.remove, doing.kept, doing.mute) == ((), ("a",), ())
    assert [one.name for one, _ in doing.add] == ["b"]


def test_an_edited_copy_does_not_keep_the_original_away():
    copy = replace(own("a copy", 6, edited=True), key="a")
    doing = received.plan([wanted("a")], [own("a"), copy], 1)
    assert [one.name for one, _ in doing.add] == ["a"]
    assert doing.remove == ("a",)


def test_an_edited_strip_with_an_outdated_sound_is_muted_and_kept():
    doing = received.plan([wanted("new")], [own("old", edited=True)], 1)
    assert (doing.remove, doing.mute, doing.kept) == ((), ("old",), ("old",))


def file(folder, *tracks):
    path = folder / "film.deepaudio.otio"
    stack = {"children": list(tracks)}
    start = {"rate": 25.0, "value": 0.0}
    path.write_text(json.dumps({"global_start_time": start, "tracks": stack}))
    return path


def track(*items, owner=received.OWNER):
    return {
        "OTIO_SCHEMA": "Track.1",
        "name": "DeepAudio Speech",
        "metadata": {"deepaudio": {"owner": owner}},
        "children": list(items),
    }


def item(length, url=None, start=0.0, key=""):
    time = {"start_time": {"value": start}, "duration": {"value": float(length)}}
    if url is None:
        return {"OTIO_SCHEMA": "Gap.1", "source_range": time}
    media = {
        "target_url": url,
        "available_range": {"start_time": {"value": 0.0}},
        "metadata": {"deepaudio": {"key": key}},
    }
    return {
        "OTIO_SCHEMA": "Clip.2",
        "name": "line",
        "source_range": time,
        "media_references": {"take 2": media},
        "active_media_reference_key": "take 2",
    }


def test_only_tracks_of_ours_are_read(tmp_path):
    theirs = track(item(5, "x.wav"), owner="somebody")
    path = file(tmp_path, theirs, track(item(24), item(10, "m/a%231.wav", 12.0, "k")))
    (one,), rate = received.read(path)
    assert rate == 25
    assert (one.start, one.length, one.skip, one.key) == (24, 10, 12, "k")
    assert one.path == str(tmp_path / "m" / "a#1.wav")


def test_one_take_at_two_places_is_two(tmp_path):
    path = file(tmp_path, track(item(10, "a.wav", key="k"), item(10, "a.wav", key="k")))
    found, _ = received.read(path)
    assert [one.key for one in found] == ["k", "k#2"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"tracks": null}', "\x00"])
def test_what_is_no_timeline_is_refused(tmp_path, content):
    path = tmp_path / "film.otio"
    path.write_text(content)
    with pytest.raises(ExtensionError, match="is not a timeline"):
        received.read(path)


def test_a_timeline_without_our_tracks_is_refused(tmp_path):
    with pytest.raises(ExtensionError, match="no tracks of DeepAudio"):
        received.read(file(tmp_path, track(owner="somebody")))
