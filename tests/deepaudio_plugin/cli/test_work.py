"""`deepaudio plan --work` and `deepaudio work`: takes ordered here, and made there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deepaudio_plugin.cli.work import client as work_client
from deepaudio_plugin.core.errors import StoreError
from deepaudio_plugin.takes import opening
from deepaudio_plugin.takes.library import TakeLibrary
from deepaudio_plugin.takes.object_store import FolderStore
from tests.helpers.command import deepaudio
from tests.helpers.panel import fake_worker
from tests.helpers.project import make_project
from tests.helpers.work import LINES, Ordered, keys_in, keys_of, ordered

pytestmark = pytest.mark.usefixtures("no_real_worker")


@pytest.fixture
def order(tmp_path: Path) -> Ordered:
    return ordered(tmp_path, LINES)


def library_of_desk(monkeypatch: pytest.MonkeyPatch, folder: Path) -> TakeLibrary:
    """From now on this is another computer, with a library of its own."""
    monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(folder))
    return TakeLibrary(folder)


def test_takes_are_made_from_the_file_alone_and_once(order: Ordered, share: Path):
    order.timeline.unlink()
    ran = order.do("--library", share.as_uri())
    assert ran.code == 0, ran.err
    assert "5 takes made, 0 in the library already" in ran.out
    assert keys_in(share) == sorted(order.keys)
    again = order.do("--library", share.as_uri())
    assert (again.code, "0 takes made, 5 in the library already" in again.out) == (0, True)


def test_another_machine_passes_over_what_is_shared_and_makes_the_rest(
    order: Ordered, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert order.do("--library", share.as_uri(), "--range", "2-3").code == 0
    assert keys_in(share) == sorted(order.keys[1:3])
    node = library_of_desk(monkeypatch, tmp_path / "node")
    ran = order.do("--library", share.as_uri())
    assert "3 takes made, 2 in the library already" in ran.out
    assert len(node.entries()) == 3  # what is shared need not be fetched to be passed over
    assert keys_in(share) == sorted(order.keys)
    node.close()


def test_a_render_that_a_farm_has_begun_is_completed_at_the_desk(
    order: Ordered, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    library_of_desk(monkeypatch, tmp_path / "node").close()
    assert order.do("--library", share.as_uri(), "--range", "1-3").code == 0
    library_of_desk(monkeypatch, tmp_path / "desk").close()
    planned = deepaudio("plan", order.timeline, "--tracks", "speech", "--library", share.as_uri())
    assert "5 takes: 2 to render, 3 in the library" in planned.out
    ran = deepaudio("render", order.timeline, "--tracks", "speech", "--library", share.as_uri())
    assert ran.code == 0, ran.err
    assert "2 takes rendered, 3 from the library" in ran.out
    assert keys_in(share) == sorted(order.keys)  # and what was missing is shared
    other = tmp_path / "other desk"
    library_of_desk(monkeypatch, other).close()
    ran = deepaudio("render", order.timeline, "--tracks", "speech", "--library", share.as_uri())
    assert "0 takes rendered, 5 from the library" in ran.out


def test_takes_of_a_share_that_is_gone_are_shared_by_the_next_render(
    order: Ordered, share: Path, monkeypatch: pytest.MonkeyPatch
):
    away = share.rename(share.with_name("away"))
    arguments = (order.timeline, "--tracks", "speech", "--library", share.as_uri())
    ran = deepaudio("render", *arguments)
    assert ran.code == 0, ran.err
    assert "5 takes rendered, 0 from the library" in ran.out
    assert "no such folder" in ran.out
    assert "what is missing is rendered here" in ran.out
    assert "5 takes are not shared" in ran.out
    away.rename(share)
    ran = deepaudio("render", *arguments)
    assert "0 takes rendered, 5 from the library" in ran.out
    assert "not shared" not in ran.out
    assert keys_in(share) == sorted(order.keys)


def test_a_share_that_is_not_there_stops_work_before_it_begins(order: Ordered, share: Path):
    ran = order.do("--library", f"{share.as_uri()}/gone", "--json")
    assert ran.code == 2
    error = ran.event("error")
    assert (error["code"], "no such folder" in error["message"]) == ("store", True)


class ReadOnly(FolderStore):
    """A share that somebody may look at, and not write to."""

    def put_new(self, name: str, source: Path) -> bool:
        raise StoreError("the shared library cannot be used (Read-only file system)")

    def require_writable(self) -> None:
        self.put_new("", Path())


def test_a_share_that_takes_nothing_in_stops_work_before_a_take_is_made(
    order: Ordered, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert order.do("--library", share.as_uri(), "--range", "1-2").code == 0
    node = library_of_desk(monkeypatch, tmp_path / "node")
    monkeypatch.setattr(opening, "FolderStore", ReadOnly)
    monkeypatch.setattr(opening, "object_store", lambda _url: ReadOnly(share))
    ran = order.do("--library", share.as_uri())
    assert ran.code == 2
    assert "Read-only file system" in ran.err
    assert node.entries() == []
    assert order.do("--library", share.as_uri(), "--range", "1-2").code == 0  # nothing to share
    node.close()


def test_a_failure_is_named_by_line_and_place_and_the_others_are_made(tmp_path: Path, share: Path):
    order = ordered(tmp_path, ["Good.", "It will fail.", "Fine."])
    ran = order.do("--library", share.as_uri(), "--json")
    assert ran.code == 1
    failed = ran.event("failed")
    assert (failed["number"], failed["line"], failed["code"]) == (2, 3, "language")
    assert failed["place"].startswith("cut 01:00:02:00")
    assert failed["hint"] == "Speak English."
    finished = ran.event("finished")
    assert (finished["made"], finished["failed"], finished["exit_code"]) == (2, 1, 1)
    told = order.do("--library", share.as_uri()).out
    assert "shots.jsonl line 3 (take 2), cut 01:00:02:00" in told
    assert "no such language. Speak English." in told


def test_another_film_under_the_same_path_is_an_error_and_no_wrong_take(
    order: Ordered, share: Path
):
    film = bytearray(order.film.read_bytes())
    film[len(film) // 2] ^= 1
    order.film.write_bytes(film)
    ran = order.do("--library", share.as_uri())
    assert ran.code == 1
    assert ran.out.count("another file lies here than the take was planned for") == 5
    assert str(order.film) in ran.out
    assert keys_in(share) == []


@pytest.mark.parametrize("way", ["option", "rules"])
def test_media_that_lie_elsewhere_are_found_by_a_mapping(
    order: Ordered, share: Path, tmp_path: Path, way: str
):
    home, node = order.film.parent, tmp_path / "node" / "films"
    node.mkdir(parents=True)
    shutil.move(order.film, node / order.film.name)
    assert order.do("--library", share.as_uri()).code == 1
    rules = tmp_path / "rules.json"
    rule = {
        "source_path_format": "WINDOWS" if os.name == "nt" else "POSIX",
        "source_path": str(home),
        "destination_path": str(node),
    }
    rules.write_text(json.dumps({"version": "pathmapping-1.0", "path_mapping_rules": [rule]}))
    given = ["--map", f"{home}={node}"] if way == "option" else ["--path-mapping-rules", str(rules)]
    ran = order.do("--library", share.as_uri(), *given)
    assert ran.code == 0, ran.out
    assert keys_in(share) == sorted(order.keys)


def test_another_version_of_the_engine_is_named_and_nothing_rendered(
    order: Ordered, share: Path, monkeypatch: pytest.MonkeyPatch
):
    fake_worker(monkeypatch, "--engine-version", "9")
    ran = order.do("--library", share.as_uri())
    assert ran.code == 3
    assert "planned with sketch ?, and here is 9" in ran.err
    assert keys_in(share) == []


def test_lines_that_cannot_be_used_are_named_and_the_rest_is_made(order: Ordered, share: Path):
    content = order.work.read_bytes()
    lines = content.splitlines(keepends=True)
    lines[2] = lines[2].replace(b"Nobody", b"Somebody")
    order.work.write_bytes(b"".join(lines)[:-30])
    ran = order.do("--library", share.as_uri())
    assert ran.code == 1
    assert "shots.jsonl line 3: was changed after it was planned" in ran.out
    assert "shots.jsonl line 6: is cut off" in ran.out
    assert "3 takes made" in ran.out
    assert "2 orders unusable" in ran.out
    assert len(keys_in(share)) == 3


def test_orders_that_a_file_lacks_at_its_end_are_counted(order: Ordered, share: Path):
    lines = order.work.read_bytes().splitlines(keepends=True)
    order.work.write_bytes(b"".join(lines[:-2]))
    ran = order.do("--library", share.as_uri())
    assert ran.code == 1
    assert "is cut off: 2 of 5 takes are missing" in ran.out
    assert "2 orders unusable" in ran.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--range", "9-12"], "holds no take that is meant (it has 5)"),
        (["--range", "b"], "names no takes"),
        (["--map", "here"], "names no two folders"),
        (["--parallel", "0"], "out of range"),
        (["--path-mapping-rules", "gone.json"], "cannot be read"),
        (["--library", "s4://takes"], "nothing here reaches s4://"),
    ],
)
def test_what_makes_no_sense_is_refused(order: Ordered, arguments: list[str], told: str):
    ran = order.do(*arguments)
    assert ran.code == 2
    assert told in ran.err


def test_a_range_that_goes_beyond_the_end_is_said_and_what_is_there_done(order: Ordered):
    ran = order.do("--range", "4-8")
    assert ran.code == 0
    assert "takes up to 8 were asked for, and there are 5" in ran.out
    assert "2 takes made" in ran.out


def test_so_many_takes_are_made_at_once_as_are_asked_for(order: Ordered, tmp_path: Path):
    """The worker says itself how many requests it works on at once."""
    client = work_client(3)
    assert client.start().parallel == 3
    client.close()
    assert order.do("--parallel", "3", "--library", tmp_path / "takes").code == 0


def test_a_plain_folder_is_a_library_too(order: Ordered, tmp_path: Path):
    ran = order.do("--library", tmp_path / "plain", "--json")
    assert ran.code == 0
    assert [event["key"] for event in ran.events if event["event"] == "take"] != []
    library = TakeLibrary(tmp_path / "plain")
    assert {entry.take.key for entry in library.entries()} == set(order.keys)
    library.close()


def test_a_machine_keeps_its_own_library_small_once_takes_are_shared(
    order: Ordered, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    node = library_of_desk(monkeypatch, tmp_path / "node")
    monkeypatch.setenv("DEEPAUDIO_LIBRARY_MAX_GB", "0")
    assert order.do("--library", share.as_uri()).code == 0
    assert len(keys_in(share)) == 5
    assert node.entries() == []
    node.close()


def test_a_library_that_nobody_shares_keeps_all_that_was_ordered(
    order: Ordered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DEEPAUDIO_LIBRARY_MAX_GB", "0")
    assert order.do("--library", tmp_path / "plain").code == 0
    library = TakeLibrary(tmp_path / "plain")
    assert len(library.entries()) == 5
    library.close()


def test_the_cache_of_an_address_is_what_lies_on_this_computer(
    order: Ordered, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    library_of_desk(monkeypatch, tmp_path / "node").close()
    assert order.do("--library", share.as_uri(), "--range", "1-2").code == 0
    ran = deepaudio("cache", "list", "--library", share.as_uri())
    assert f"Of {share} this is what lies on this computer." in ran.err
    assert f"2 takes, 0.0 MB in {tmp_path / 'node'}" in ran.out
    assert deepaudio("cache", "clear", "--library", share.as_uri()).code == 0
    assert len(keys_in(share)) == 2


def test_several_timelines_are_ordered_in_one_file_and_equal_takes_once(tmp_path: Path):
    for name in ("one", "two"):
        make_project(tmp_path / name, srt="1\n00:00:00,250 --> 00:00:01,400\nMARA: Hello.\n")
    cuts = [tmp_path / name / "cut.otio" for name in ("one", "two")]
    cuts[1] = cuts[1].rename(cuts[1].with_name("late.otio"))
    (tmp_path / "two" / "cut.srt").rename(tmp_path / "two" / "late.srt")
    work = tmp_path / "shots.jsonl"
    ran = deepaudio("plan", *cuts, "--work", work, "--json")
    assert ran.code == 0, ran.out
    plans = [event for event in ran.events if event["event"] == "plan"]
    assert len(plans) == 2
    assert ran.event("ordered")["takes"] == 3  # the same film and words: the same takes
    orders = [json.loads(line) for line in work.read_bytes().splitlines()[1:]]
    assert {order["timeline"] for order in orders} == {"cut"}  # who asks first
    refused = deepaudio("plan", *cuts, "--work", work, "--subtitles", tmp_path / "x.srt")
    assert (refused.code, "read into each" in refused.err) == (2, True)


def test_equal_projects_in_other_folders_and_at_other_times_have_equal_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    one = make_project(tmp_path / "one")
    shutil.copytree(one.timeline.parent, tmp_path / "far" / "away")
    for number, path in enumerate(sorted((tmp_path / "far").rglob("*"))):
        os.utime(path, (1000 + number, 1000 + number))
    works = []
    for name, timeline in (("a", one.timeline), ("b", tmp_path / "far" / "away" / "cut.otio")):
        monkeypatch.setenv("DEEPAUDIO_LIBRARY", str(tmp_path / f"library {name}"))
        works.append(tmp_path / f"{name}.jsonl")
        assert deepaudio("plan", timeline, "--work", works[-1], "--takes", "2").code == 0
    first, second = map(keys_of, works)
    assert len(first) == 6
    assert first == second
    assert works[0].read_bytes() != works[1].read_bytes()  # their paths differ


def test_a_work_file_stays_as_it_is_where_nothing_could_be_planned(order: Ordered, share: Path):
    before = order.work.read_bytes()
    gone = f"{share.as_uri()}/gone"
    ran = deepaudio("plan", order.timeline, "--work", order.work, "--library", gone)
    assert ran.code == 2
    assert "no such folder" in ran.err
    assert "kept on this computer" not in ran.err  # nothing was made
    assert order.work.read_bytes() == before


def test_a_timeline_whose_engine_is_not_here_cannot_be_ordered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    project = make_project(tmp_path / "cut")
    fake_worker(monkeypatch, "--die-at-start")
    ran = deepaudio("plan", project.timeline, "--work", tmp_path / "shots.jsonl")
    assert ran.code == 3
    assert not (tmp_path / "shots.jsonl").exists()


def test_work_needs_no_opentimelineio(order: Ordered, share: Path):
    program = (
        "import sys; sys.modules['opentimelineio'] = None; sys.modules['pysubs2'] = None\n"
        "from deepaudio_plugin.cli.main import main\n"
        f"raise SystemExit(main(['work', {str(order.work)!r}, '--library', {share.as_uri()!r}]))"
    )
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert len(keys_in(share)) == 5
