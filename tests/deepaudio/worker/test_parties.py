"""Requests that are begun together: who with whom, and that each has an end of its own."""

from __future__ import annotations

import pytest

from deepaudio.worker.parties import party_of
from deepaudio_plugin.core.engine_info import EngineInfo, EngineSetting
from deepaudio_plugin.core.protocol import (
    Accepted,
    Cancel,
    Cancelled,
    Done,
    Failed,
    Probe,
    Progress,
    RenderRequest,
)
from tests.helpers import fake_engine
from tests.helpers.fake_engine import AT_ONCE, ENDLESS
from tests.helpers.worker_peer import TERMINALS, Peer


@pytest.fixture(autouse=True)
def passes():
    """The seeds of every pass that the engine makes."""
    fake_engine.PASSES.clear()
    return fake_engine.PASSES


@pytest.fixture
def take(tmp_path):
    def make(seed, **settings):
        return RenderRequest(
            f"j{seed}", f"k{seed}", "audio", "fake", str(tmp_path), 4800, seed=seed,
            settings={"batched": True, **settings},
        )  # fmt: skip

    return make


# -- who with whom ------------------------------------------------------------------


class Described:
    """Engines of which one takes several at once."""

    def info(self, name):
        steps = EngineSetting("steps", "integer", "Steps")
        known = EngineInfo("m", True, "", batching="together", at_once=4, settings=(steps,))
        return known if name == "m" else None


def request(engine="m", stem="speech", length=4800, **settings):
    settings = {"together": True, "steps": 4, **settings}
    return RenderRequest("", "", stem, engine, "", length, settings=settings)


def party(*args, **fields):
    return party_of(request(*args, **fields), Described())


def test_takes_of_a_stem_with_the_same_of_the_engines_settings_go_together():
    one = party()
    assert (one.engine, one.most) == ("m", 4)
    assert party(length=48_000) == one  # nothing is padded: lengths need not be alike
    assert party(sounds=[{"text": "rain"}]) == one  # of the shot, not of the engine
    assert party(steps=8) != one
    assert party(stem="audio") != one


def test_who_does_not_ask_for_it_goes_alone():
    assert party(together=False) is None
    assert party(engine="another") is None
    assert party_of(Probe("p", "film.mov"), Described()) is None


# -- begun together -----------------------------------------------------------------


class Gathering:
    """A worker whose engine is at work on take 0, so that others gather."""

    def __init__(self, take, parallel=1):
        self.peer = Peer(parallel)
        self.take = take
        self.ended = {}

    def __enter__(self):
        self.peer.__enter__()
        self.peer.send(self.take(0, pass_steps=ENDLESS))
        while self.peer.next(Progress).stage != "pass":
            pass
        return self

    def __exit__(self, *whatever):
        self.peer.__exit__(*whatever)

    def gather(self, *takes):
        """Have these wait, then let the engine go."""
        self.peer.send(*takes)
        for _ in takes:
            self.peer.next(Accepted)
        self.peer.send(Cancel("j0"))

    def progress(self, stage="pass"):
        """The next word of a take that gathered; ends that come before are kept."""
        while True:
            event = self.peer.next(Progress, *TERMINALS)
            if not isinstance(event, Progress):
                self.ended[event.id] = event
            elif event.id != "j0" and event.stage == stage:
                return event

    def ends(self, count):
        """All terminal events by id, when there are so many."""
        while len(self.ended) < count:
            event = self.peer.next(*TERMINALS)
            assert event.id not in self.ended
            self.ended[event.id] = event
        return self.ended


def test_what_waits_is_begun_together_as_many_as_the_engine_takes(take, passes):
    with Gathering(take) as at:
        at.gather(*(take(seed) for seed in range(1, 3 + AT_ONCE)))
        ends = at.ends(3 + AT_ONCE)
    assert isinstance(ends.pop("j0"), Cancelled)
    assert all(isinstance(event, Done) for event in ends.values())
    assert passes == [[0], [1, 2, 3], [4, 5]]


def test_every_take_of_a_pass_is_told_of_how_far_it_is(take):
    told = set()
    with Gathering(take) as at:
        at.gather(*(take(seed, pass_steps=20) for seed in (1, 2, 3)))
        while told != {"j1", "j2", "j3"}:
            told.add(at.progress().id)
        assert all(isinstance(at.ends(4)[name], Done) for name in told)


def test_one_take_of_a_pass_is_cancelled_and_the_others_are_made(take, tmp_path):
    with Gathering(take) as at:
        at.gather(take(1, pass_steps=150), take(2), take(3))
        at.progress()
        at.peer.send(Cancel("j2"))
        ends = at.ends(4)
    assert isinstance(ends["j2"], Cancelled)
    assert isinstance(ends["j1"], Done)
    assert isinstance(ends["j3"], Done)
    assert {path.name for path in tmp_path.iterdir()} == {"k1.wav", "k3.wav"}


def test_a_take_that_spoils_its_pass_fails_alone(take, tmp_path):
    with Gathering(take) as at:
        at.gather(take(1), take(2, poison=True), take(3))
        ends = at.ends(4)
    assert isinstance(ends["j2"], Failed)
    assert ends["j2"].code == "language"
    for good in ("j1", "j3"):
        assert any("made alone" in text for text in ends[good].warnings)
    assert {path.name for path in tmp_path.iterdir()} == {"k1.wav", "k3.wav"}


def test_a_take_that_fails_on_its_way_holds_nobody_up(take, passes):
    with Gathering(take) as at:
        at.gather(take(1), take(2, fault="disk"), take(3))
        ends = at.ends(4)
    assert isinstance(ends["j2"], Failed)
    assert ends["j2"].code == "disk-full"
    assert isinstance(ends["j1"], Done)
    assert passes == [[0], [1, 3]]


def test_what_goes_alone_goes_on_beside_a_company(take):
    with Gathering(take, parallel=2) as at:
        at.peer.send(take(1, batched=False))
        assert at.ends(1).keys() == {"j1"}


def test_a_take_that_waits_for_the_next_company_is_cancelled_at_once(take, passes):
    with Gathering(take) as at:
        at.peer.send(take(1), Cancel("j1"))
        assert at.ends(1) == {"j1": Cancelled("j1")}
        at.gather()
        at.ends(2)
    assert passes == [[0]]


def test_a_client_that_leaves_stops_a_whole_company(take, tmp_path):
    with Gathering(take) as at:
        at.gather(*(take(seed, pass_steps=ENDLESS) for seed in (1, 2, 3)))
        at.progress()
        at.peer.close_requests()
    assert list(tmp_path.iterdir()) == []
