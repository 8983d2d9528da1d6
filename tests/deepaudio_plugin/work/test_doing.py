"""Whether an engine is the one that takes were planned with, and which takes are meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deepaudio_plugin.core.engine_info import EngineInfo
from deepaudio_plugin.core.errors import EngineUnavailableError
from deepaudio_plugin.core.take_spec import TakeSpec
from deepaudio_plugin.work.doing import check_engines, of_engine
from deepaudio_plugin.work.work_file import NeededEngine, OrderedTake
from deepaudio_plugin.worker_client.requests import render_request

SKETCH = EngineInfo("sketch", True, "Sketch", version="3")
MODEL = EngineInfo(
    *("deepaudio-v1", True, "The model"),
    version="4",
    weights_digest="a" * 64,
    variants={"small": "a" * 64, "large": "b" * 64},
)
HERE = (SKETCH, MODEL)


def ordered(*needs: tuple[str, str]) -> list[OrderedTake]:
    specs = [TakeSpec("audio", name, 10, weights=weights) for name, weights in needs]
    return [
        OrderedTake(number, number + 1, render_request(spec, spec.key, ""), spec)
        for number, spec in enumerate(specs, start=1)
    ]


@pytest.mark.parametrize(
    "need",
    [
        NeededEngine("sketch", "3"),
        NeededEngine("deepaudio-v1", "4", "a" * 64),
        NeededEngine("deepaudio-v1", "4", "b" * 64),
    ],
)
def test_the_same_engine_with_any_weights_that_are_installed_will_do(need: NeededEngine):
    check_engines([need], HERE)


@pytest.mark.parametrize(
    ("need", "told"),
    [
        (NeededEngine("sketch", "2"), "planned with sketch 2, and here is 3"),
        (NeededEngine("deepaudio-v1", "4", "c" * 64), r"other weights of deepaudio-v1 \(cccc"),
        (NeededEngine("deepaudio-v1", "4"), r"other weights of deepaudio-v1 \(none\)"),
        (NeededEngine("sketh", "3"), "has no engine 'sketh'"),
    ],
)
def test_another_engine_is_named(need: NeededEngine, told: str):
    with pytest.raises(EngineUnavailableError, match=told):
        check_engines([NeededEngine("sketch", "3"), need], HERE)


def test_an_engine_that_cannot_run_here_is_named():
    lame = replace(SKETCH, ready=False, state="its voice is missing")
    with pytest.raises(EngineUnavailableError, match="its voice is missing"):
        check_engines([NeededEngine("sketch", "3")], [lame])


def test_takes_of_one_engine_or_variant_are_picked():
    takes = ordered(("sketch", ""), ("deepaudio-v1", "a" * 64), ("deepaudio-v1", "b" * 64))

    def numbers(name: str, variant: str) -> list[int]:
        return [take.number for take in of_engine(takes, name, variant, HERE)]

    assert numbers("", "") == [1, 2, 3]
    assert numbers("sketch", "") == [1]
    assert numbers("", "large") == [3]
    assert numbers("sketch", "large") == []
    with pytest.raises(EngineUnavailableError, match="'huge' is not installed"):
        numbers("", "huge")
