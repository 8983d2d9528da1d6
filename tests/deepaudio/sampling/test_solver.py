"""Schedules, Euler's method and guidance."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from deepaudio.sampling import schedules
from deepaudio.sampling.euler import euler
from deepaudio.sampling.guidance import f5_guidance, guided, guided_twice, mmaudio_guidance


@pytest.mark.parametrize("make", [schedules.linear, schedules.pruned])
@pytest.mark.parametrize("steps", range(1, 33))
def test_a_schedule_rises_from_noise_to_data(make, steps: int) -> None:
    for schedule in (make(steps), schedules.sway(make(steps), -1.0)):
        assert len(schedule) == steps + 1
        assert schedule[0] == 0 and schedule[-1].item() == pytest.approx(1, abs=1e-6)
        assert schedule.diff().min() > 0


def test_the_draft_schedule_is_the_published_one() -> None:
    assert (schedules.pruned(7) * 32).tolist() == [0, 2, 4, 6, 8, 16, 24, 32]


def test_sway_without_coefficient_bends_nothing() -> None:
    assert torch.equal(schedules.sway(schedules.linear(5), 0.0), schedules.linear(5))


def test_no_steps_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        schedules.linear(0)


def test_euler_is_exact_for_a_straight_flow() -> None:
    start, goal = torch.randn(2, 3, 4), torch.randn(2, 3, 4)
    for steps in (1, 3, 10):
        end = euler(lambda _x, _i: goal - start, start, schedules.linear(steps))
        torch.testing.assert_close(end, goal, atol=1e-6, rtol=1e-5)


def test_every_step_is_told_and_may_stop_the_solver() -> None:
    seen: list[int] = []

    def on_step(done: int, _x: Tensor) -> None:
        seen.append(done)
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        euler(lambda x, _i: x, torch.ones(1), schedules.linear(5), on_step)
    assert seen == [1, 2, 3]


def test_both_guidances_are_the_same_line_counted_differently() -> None:
    c, n = torch.randn(2, 5)
    torch.testing.assert_close(f5_guidance(c, n, 2.0), mmaudio_guidance(c, n, 3.0))


def test_one_batch_and_two_passes_give_the_same_velocity() -> None:
    def predict(x: Tensor, step: int, cond: Tensor) -> Tensor:
        return x * cond + step

    cond, null, x = (torch.randn(2, 3) for _ in range(3))
    apart = guided(predict, cond, null, 4.5, mmaudio_guidance)
    joined = guided(predict, cond, null, 4.5, mmaudio_guidance, join=lambda a, b: torch.cat((a, b)))
    torch.testing.assert_close(apart(x, 2), joined(x, 2))


def test_text_and_picture_are_guided_apart() -> None:
    conds = tuple(torch.randn(2, 3) for _ in range(3))
    everything, text, null = conds
    x = torch.randn(2, 3)

    def predict(x: torch.Tensor, step: int, cond: torch.Tensor) -> torch.Tensor:
        return x * cond + step

    def join(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return torch.cat((a, b))

    expected = x * (null + 3 * (text - null) + 2 * (everything - text)) + 1
    for joined in (None, join):
        velocity = guided_twice(predict, conds, (3.0, 2.0), join=joined)
        torch.testing.assert_close(velocity(x, 1), expected)
    unguided = guided_twice(predict, conds, (1.0, 1.0))
    torch.testing.assert_close(unguided(x, 1), predict(x, 1, everything))
