"""The folder of what can be made again: bounded, shared, never in the way."""

from __future__ import annotations

import os
import threading
import time

import pytest

from deepaudio_plugin.core.errors import OutputError
from deepaudio_plugin.viewing.cache import ViewingCache, default_root, key_of


def put(cache, key, size, used_s_ago=0.0):
    path = cache.make_room(key, ".jpg")
    path.write_bytes(b"x" * size)
    at = time.time() - used_s_ago
    os.utime(path, (at, at))
    cache.added([path])
    return path


def keys(cache):
    return sorted(path.stem for path in cache.root.glob("??/*.jpg"))


@pytest.fixture
def cache(tmp_path):
    return ViewingCache(tmp_path / "viewing", max_bytes=1000)


def test_what_was_put_is_found_and_nothing_else(cache):
    path = put(cache, "aabb", 10)
    assert cache.find("aabb", ".jpg") == path
    assert cache.find("aabb", ".peaks") is None
    assert cache.find("ccdd", ".jpg") is None


def test_a_file_without_content_is_none(cache):
    put(cache, "aabb", 0)
    assert cache.find("aabb", ".jpg") is None


def test_least_recently_used_goes_first(cache):
    for number in range(5):
        put(cache, f"k{number}", 200, used_s_ago=90_000 - number)
    assert cache.find("k0", ".jpg")  # and so it is the most recently used now
    put(cache, "k5", 200)
    assert keys(cache) == ["k0", "k3", "k4", "k5"]


def test_files_of_another_process_are_counted(tmp_path, cache):
    other = ViewingCache(tmp_path / "viewing", max_bytes=1000)
    for number in range(4):
        put(other, f"a{number}", 200, used_s_ago=50_000)
    put(cache, "b0", 300)
    assert "b0" in keys(cache)
    assert len(keys(cache)) == 3


def test_parts_that_a_dead_worker_left_go_after_a_day(cache):
    folder = put(cache, "aaaa", 10).parent
    for name, age in ((".1-1.part", 100_000), (".1-2.part", 10)):
        (folder / name).write_bytes(b"x" * 10)
        at = time.time() - age
        os.utime(folder / name, (at, at))
    put(cache, "bbbb", 2000)
    assert not (folder / ".1-1.part").exists()
    assert (folder / ".1-2.part").exists()


def test_several_threads_may_fill_it_at_once(tmp_path):
    cache = ViewingCache(tmp_path, max_bytes=20_000)
    failures = []

    def fill(name):
        try:
            for number in range(60):
                put(cache, f"{name}{number:02}", 500, used_s_ago=100)
                cache.find(f"{name}{number // 2:02}", ".jpg")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=fill, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert 0 < sum(path.stat().st_size for path in tmp_path.glob("??/*")) <= 20_000


def test_a_folder_that_cannot_be_made_is_an_output_error(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(OutputError) as caught:
        ViewingCache(tmp_path / "file" / "viewing").make_room("aabb", ".jpg")
    assert "DEEPAUDIO_VIEWING_CACHE" in caught.value.hint


def test_it_lies_in_the_users_cache_unless_told_otherwise(monkeypatch, tmp_path):
    assert default_root().parts[-2:] == ("deepaudio", "viewing")
    monkeypatch.setenv("DEEPAUDIO_VIEWING_CACHE", str(tmp_path / "über all"))
    assert ViewingCache().root == tmp_path / "über all"


def test_keys_differ_where_anything_does():
    facts = [("a", 1, None), ("a", 1.5, None), ("a", 1, 0.0), ("\udce9", 1, None)]
    assert len({key_of(*fact) for fact in facts}) == 4
