"""Which items come when: by the step's number alone, for any number of processes."""

from __future__ import annotations

from collections import Counter

import pytest

from deepaudio.training.sampler import FrameSampler, ItemSampler, own_parts


def items(parts: list) -> list[int]:
    return [item for part in parts for item in part.items]


def test_an_epoch_sees_each_item_once_and_the_next_in_another_order() -> None:
    sampler = ItemSampler(12, 4, seed=1)
    first, second = ([i for step in steps for i in items(sampler.parts(step, 1))]
                     for steps in (range(3), range(3, 6)))  # fmt: skip
    assert sorted(first) == sorted(second) == list(range(12))
    assert first != second
    assert sampler.epoch(3) == 1


def test_steps_go_on_over_an_epochs_end() -> None:
    sampler = ItemSampler(3, 4, seed=1)
    seen = Counter(i for step in range(3) for i in items(sampler.parts(step, 1)))
    assert seen == {0: 4, 1: 4, 2: 4}


@pytest.mark.parametrize(
    ("processes", "at_once"), [(1, 0), (2, 0), (3, 0), (1, 3), (2, 3), (16, 0)]
)
def test_a_step_is_the_same_for_any_number_of_processes(processes: int, at_once: int) -> None:
    whole = ItemSampler(50, 10, seed=1).parts(2, 1)
    parts = ItemSampler(50, 10, seed=1, at_once=at_once).parts(2, processes)
    assert items(parts) == items(whole)
    assert [place for part in parts for place in part.places] == list(range(10))
    assert sum(part.share for part in parts) == pytest.approx(1)
    assert max(len(part.items) for part in parts) <= (at_once or 10)


def test_each_process_computes_as_many_parts_and_repeated_ones_do_not_count() -> None:
    parts = FrameSampler([10] * 9, 30, seed=1, per_step=3).parts(0, 2)
    shares = [own_parts(parts, rank, 2) for rank in (0, 1)]
    assert [len(own) for own in shares] == [2, 2]
    assert [part.share for part in shares[1]] == [pytest.approx(1 / 3), 0]


def test_a_step_is_found_again_without_the_steps_before() -> None:
    going, fresh = (FrameSampler(range(10, 60), 100, seed=7, per_step=2) for _ in range(2))
    for step in range(40):
        going.parts(step, 1)
    assert going.parts(40, 1) == fresh.parts(40, 1)


def test_batches_hold_clips_of_like_length_up_to_their_frames() -> None:
    lengths = [30, 10, 50, 20, 40, 10]
    sampler = FrameSampler(lengths, 60, seed=1)
    assert sampler.batches == [(1, 5, 3), (0,), (4,), (2,)]
    assert all(sum(lengths[i] for i in batch) <= 60 for batch in sampler.batches)


def test_a_batch_holds_no_more_clips_than_it_may() -> None:
    assert FrameSampler([1] * 5, 60, seed=1, most=2).batches == [(0, 1), (2, 3), (4,)]


def test_a_clip_longer_than_a_batch_is_in_none_and_known() -> None:
    sampler = FrameSampler([5, 61, 60], 60, seed=1)
    assert sampler.left_out == (1,)
    assert sampler.batches == [(0,), (2,)]
    with pytest.raises(ValueError, match="no clip is at most 4 frames"):
        FrameSampler([5], 4, seed=1)
