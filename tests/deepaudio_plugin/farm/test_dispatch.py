"""Who renders what, and what becomes of takes when hosts go."""

from __future__ import annotations

import pytest

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.protocol import Cancelled, Done, Failed, RenderRequest
from deepaudio_plugin.farm.dispatch import Dispatch, FarmHost, difference

ENGINE = EngineInfo("model", True, "A model", version="1", weights_digest="abc", voices=("Ann",))


def order(id_, **more):
    return RenderRequest(id_, id_, "speech", "model", "/out", num_samples=1, where=id_, **more)


def host(name, *, window=2, engine=ENGINE):
    return FarmHost(name, f"node-{name}", window, (engine,))


@pytest.fixture
def farm():
    """Hosts a and b, with a window of two each."""
    dispatch = Dispatch()
    dispatch.expect([ENGINE])
    for name in "ab":
        dispatch.join(name, host(name))
    return dispatch


def given(dispatch):
    """What is given out now, as request and seat."""
    found = []
    while (next_one := dispatch.next()) is not None:
        found.append((next_one.request.id, next_one.seat))
    return found


def attempt(dispatch, id_):
    return next(o.attempt for o in dispatch._orders.values() if o.request.id == id_)


def begin(dispatch, *ids):
    for id_ in ids:
        dispatch.order_of(attempt(dispatch, id_)).begun = True


def failed(code, message="so it is"):
    return Failed("", code, message)


def test_work_goes_to_who_has_least_within_each_window(farm):
    for n in range(6):
        farm.add(order(f"j{n}"))
    assert given(farm) == [("j0", "a"), ("j1", "b"), ("j2", "a"), ("j3", "b")]
    assert [one.request.id for one in farm.waiting] == ["j4", "j5"]
    answer = farm.answered(attempt(farm, "j1"), Done("1"))
    assert answer == Done("j1")
    assert given(farm) == [("j4", "b")]


def test_what_is_being_stopped_stays_in_its_host_s_hands_until_it_has_answered(farm):
    for n in range(5):
        farm.add(order(f"j{n}"))
    given(farm)
    stopped = farm.cancel("j0")
    assert given(farm) == []
    assert farm.answered(stopped.attempt, Cancelled("")) is None
    assert given(farm) == [("j4", "a")]


def test_a_large_farm_is_not_gone_through_for_each_take(monkeypatch):
    """It is asked after each event: what a host can do is looked at once, not for each take."""
    looked_at = []

    def counted(*values):
        looked_at.append(values)
        return difference(*values)

    monkeypatch.setattr("deepaudio_plugin.farm.dispatch.difference", counted)
    farm, hosts = Dispatch(), 50
    farm.expect([ENGINE])
    for n in range(hosts):
        farm.join(f"h{n}", host(f"h{n}"))
    for n in range(3 * hosts):
        farm.add(order(f"j{n}"))
    assert len(given(farm)) == 2 * hosts
    for one in range(hosts):
        farm.answered(attempt(farm, f"j{one}"), Done(""))
        assert len(given(farm)) == 1
        assert farm.to_recall() is None
        assert farm.misfits() == {}
    assert len(looked_at) == hosts


def test_a_request_that_is_in_work_is_not_taken_again(farm):
    assert farm.add(order("j0"))
    assert not farm.add(order("j0"))


def test_what_a_lost_host_had_goes_to_others_and_only_what_was_begun_is_suspected(farm):
    for n in range(4):
        farm.add(order(f"j{n}"))
    given(farm)
    begin(farm, "j0")
    assert farm.leave("a", "gone") == []
    assert given(farm) == []  # b is full, and the suspect wants it alone
    farm.answered(attempt(farm, "j1"), Done(""))
    assert given(farm) == []
    farm.answered(attempt(farm, "j3"), Done(""))
    assert given(farm) == [("j0", "b")]
    farm.answered(attempt(farm, "j0"), Done(""))
    assert given(farm) == [("j2", "b")]


def test_a_take_over_which_two_hosts_were_lost_fails_alone_and_names_them(farm):
    farm.add(order("poison"))
    farm.add(order("good"))
    given(farm)
    begin(farm, "poison", "good")
    farm.leave("a", "gone")
    farm.answered(attempt(farm, "good"), Done(""))
    assert given(farm) == [("poison", "b")]
    begin(farm, "poison")
    (failure,) = farm.leave("b", "out of memory")
    assert (failure.id, failure.code, failure.where) == ("poison", "worker-died", "poison")
    assert "a and b" in failure.message and "out of memory" in failure.message
    assert farm.unanswered == 0


def test_a_suspect_waits_for_another_machine_while_the_others_go_on(farm):
    for name in ("x", "j1", "j2", "j3"):
        farm.add(order(name))
    given(farm)
    begin(farm, "x")
    farm.leave("a", "gone")
    farm.join("a", host("a"))  # it is back
    assert given(farm) == [("j2", "a")]  # x keeps b, where it has not been
    farm.answered(attempt(farm, "j1"), Done(""))
    farm.answered(attempt(farm, "j3"), Done(""))
    assert given(farm) == [("x", "b")]


def test_workers_that_died_on_two_hosts_over_a_take_fail_it(farm):
    farm.add(order("poison"))
    given(farm)
    died = failed("worker-died", "two workers died over this job; the last ended with code 11")
    assert farm.answered(attempt(farm, "poison"), died) is None
    assert given(farm) == [("poison", "b")]
    answer = farm.answered(attempt(farm, "poison"), died)
    assert answer.message == "workers on a and b died over this job: the last ended with code 11"


@pytest.mark.parametrize(
    "code", ["media-missing", "disk-full", "engine", "weights-missing", "worker-start"]
)
def test_what_one_host_lacks_another_is_asked_for(farm, code):
    farm.add(order("j0"))
    given(farm)
    assert farm.answered(attempt(farm, "j0"), failed(code)) is None
    assert given(farm) == [("j0", "b")]
    assert farm.answered(attempt(farm, "j0"), Done("")) == Done("j0")


def test_what_no_host_can_do_fails_with_the_reason_and_the_hosts_that_were_asked(farm):
    farm.add(order("j0"))
    for _ in "ab":
        given(farm)
        farm.answered(attempt(farm, "j0"), failed("media-missing", "does not see it"))
    assert given(farm) == []
    (failure,) = farm.stranded()
    assert (failure.id, failure.code) == ("j0", "media-missing")
    assert failure.message == "does not see it (asked: a, b)"


def test_full_disks_of_hosts_do_not_pass_for_this_computers(farm):
    farm.add(order("j0"))
    for _ in "ab":
        given(farm)
        farm.answered(attempt(farm, "j0"), failed("disk-full", "the disk is full"))
    (failure,) = farm.stranded()
    assert failure.code == "job-failed"


def test_failures_of_the_take_itself_are_answers(farm):
    farm.add(order("j0"))
    given(farm)
    answer = farm.answered(attempt(farm, "j0"), failed("language", "no such language"))
    assert answer == Failed("j0", "language", "no such language")


def test_a_cancelled_take_is_out_at_once_and_counts_until_its_host_is_done_with_it():
    dispatch = Dispatch()
    dispatch.join("a", host("a", window=1, engine=ENGINE))
    dispatch.add(order("j0"))
    dispatch.add(order("j1"))
    given(dispatch)
    stopped = dispatch.cancel("j0")
    assert stopped.seat == "a"
    assert given(dispatch) == []
    assert dispatch.answered(stopped.attempt, Cancelled("")) is None
    assert given(dispatch) == [("j1", "a")]
    assert dispatch.cancel("j0") is None


def test_a_take_that_a_host_gave_back_goes_again(farm):
    farm.add(order("j0"))
    given(farm)
    assert farm.answered(attempt(farm, "j0"), Cancelled("")) is None
    assert given(farm) == [("j0", "a")]


def test_what_waits_behind_another_take_is_asked_back_for_a_host_that_is_idle():
    dispatch = Dispatch()
    dispatch.join("a", host("a"))
    dispatch.add(order("j0"))
    dispatch.add(order("j1"))
    assert given(dispatch) == [("j0", "a"), ("j1", "a")]
    begin(dispatch, "j0")
    assert dispatch.to_recall() is None  # nobody else could do it
    dispatch.join("b", host("b"))
    recalled = dispatch.to_recall()
    assert (recalled.request.id, recalled.seat) == ("j1", "a")
    assert dispatch.to_recall() is None  # once
    dispatch.answered(recalled.attempt, Cancelled(""))
    assert given(dispatch) == [("j1", "b")]


def test_an_answer_that_nobody_waits_for_is_dropped(farm):
    assert farm.answered("99", Done("99")) is None


def test_without_any_host_all_that_waits_fails_with_advice(farm):
    farm.add(order("j0"))
    farm.leave("a", "gone")
    farm.leave("b", "gone")
    (failure,) = farm.stranded()
    assert failure.code == "farm"
    assert "none is left" in failure.message and failure.hint


def test_hosts_of_another_kind_are_named_and_not_used():
    dispatch = Dispatch()
    dispatch.expect([ENGINE])
    old = EngineInfo("model", True, "A model", version="0", weights_digest="abc", voices=("Ann",))
    dispatch.join("a", host("a", engine=old))
    dispatch.join("b", host("b"))
    dispatch.add(order("j0"))
    assert given(dispatch) == [("j0", "b")]
    assert dispatch.misfits() == {"a": "has model 0, not 1"}


@pytest.mark.parametrize(
    ("theirs", "reason"),
    [
        (None, "cannot run model"),
        (EngineInfo("model", False, "", state="weights missing"),
         "cannot run model (weights missing)"),
        (EngineInfo("model", True, "", version="2"), "has model 2, not 1"),
        (EngineInfo("model", True, "", version="1", weights_digest="x"),
         "has other weights of model"),
        (EngineInfo("model", True, "", version="1", weights_digest="abc"),
         "lacks 1 voices of model"),
        (ENGINE, ""),
    ],
)  # fmt: skip
def test_what_makes_an_engine_another_one(theirs, reason):
    assert difference(ENGINE, theirs, "model") == reason


def test_of_several_weights_those_of_the_take_count():
    ours = EngineInfo("model", True, "", weights_digest="l", variants={"large": "l", "small": "s"})
    theirs = EngineInfo("model", True, "", weights_digest="s", variants={"small": "s"})
    assert difference(ours, theirs, "model", "small") == ""
    assert difference(ours, theirs, "model", "large") == "has other weights of model"
