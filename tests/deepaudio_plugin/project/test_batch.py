"""Several timelines in a row: what fails alone, what ends all, and what they come to together."""

from __future__ import annotations

import pytest

from deepaudio_plugin.core.errors import DiskFullError, MediaError, WorkerStartError
from deepaudio_plugin.core.options import RenderOptions
from deepaudio_plugin.project.batch import AskedTakes, BatchTotals, each, totals_of
from deepaudio_plugin.project.episodes import episodes_of
from tests.helpers.project import make_project


@pytest.fixture
def episodes(tmp_path):
    timelines = [make_project(tmp_path / name).timeline for name in ("one", "two", "three")]
    return episodes_of(timelines, RenderOptions())


def name_of(run, _episode):
    return run.project.path.parent.name


def failing_in_the_second(error):
    def work(run, episode):
        if name_of(run, episode) == "two":
            raise error
        return name_of(run, episode)

    return work


@pytest.mark.parametrize("error", [MediaError("the media is gone"), ZeroDivisionError("of ours")])
def test_what_is_wrong_with_one_fails_alone(episodes, error):
    first, second, third = each(episodes, (), failing_in_the_second(error))
    assert (first.value, second.value, third.value) == ("one", None, "three")
    assert str(error) in str(second.error)
    assert (first.error, third.error) == (None, None)


def test_a_fault_of_ours_names_the_timeline_and_the_log(episodes):
    _, failed, _ = each(episodes, (), failing_in_the_second(ZeroDivisionError("of ours")))
    assert failed.error.where == str(episodes[1].timeline)
    assert "ZeroDivisionError" in failed.error.message
    assert "cli" in failed.error.hint


@pytest.mark.parametrize("error", [DiskFullError("the disk is full"), WorkerStartError("none")])
def test_what_concerns_all_alike_ends_all(episodes, error):
    outcomes = each(episodes, (), failing_in_the_second(error))
    assert next(outcomes).value == "one"
    with pytest.raises(type(error)):
        next(outcomes)


def test_all_have_one_worker_and_one_library(episodes):
    used = {(run, library) for run, library in (
        outcome.value for outcome in each(
            episodes, (), lambda run, _episode: (id(run._desk), id(run.library))
        )
    )}  # fmt: skip
    assert len(used) == 1


def test_equal_takes_count_once():
    asked = [{"a": True, "b": False}, {"b": False, "c": False}, {"a": True}]
    plans = [AskedTakes(takes) for takes in asked]
    assert totals_of(plans) == BatchTotals(timelines=3, takes=3, missing=2, shared=2)
    assert totals_of([]) == BatchTotals(0, 0, 0, 0)


def test_what_follows_only_where_none_is_good_counts_unless_another_timeline_asks_for_it():
    takes = {"a": True, "b": False, "c": False}
    plans = [AskedTakes(takes, later={"b", "c"}), AskedTakes({"c": False})]
    assert totals_of(plans) == BatchTotals(2, takes=3, missing=2, shared=1, further=1)
