"""One job at a time; memory that runs out; variants that change."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
import torch

from deepaudio.engines import registry
from deepaudio.engines.base import RequestCancelled
from deepaudio.engines.deepaudio_v1 import runtime as jobs
from deepaudio.engines.deepaudio_v1.device import DevicePlacement, choose_placement, out_of_memory
from deepaudio.engines.deepaudio_v1.model_pool import ModelPool
from deepaudio.engines.deepaudio_v1.render_settings import parse_settings
from deepaudio.engines.deepaudio_v1.runtime import ModelRuntime, RecentResults
from deepaudio_plugin.core.errors import (
    EngineUnavailableError,
    OutOfMemoryError,
    UsageError,
    WeightsDamagedError,
    WeightsMissingError,
)
from tests.helpers.signals import Running
from tests.helpers.tiny_model import known, make_tiny_model

CPU = DevicePlacement(torch.device("cpu"))
FULL = torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")


@pytest.fixture
def runtime(tiny):
    return ModelRuntime(CPU, "tiny")


def test_two_jobs_never_run_at_once(runtime):
    running, most = [], []

    def job(_):
        running.append(1)
        most.append(len(running))
        time.sleep(0.05)
        running.pop()

    threads = [
        threading.Thread(target=runtime.run, args=(parse_settings({}), Running(), job))
        for _ in "abc"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1]


def test_a_job_that_waits_can_be_cancelled(runtime):
    class Cancelled(Running):
        def check(self):
            raise RequestCancelled

    inside, leave = threading.Event(), threading.Event()

    def long(_):
        inside.set()
        leave.wait(120)

    worker = threading.Thread(target=runtime.run, args=(parse_settings({}), Running(), long))
    worker.start()
    inside.wait(120)
    with pytest.raises(RequestCancelled):
        runtime.run(parse_settings({}), Cancelled(), lambda _: None)
    assert worker.is_alive()  # it was not waited for
    leave.set()
    worker.join()


def test_without_memory_a_job_is_done_again_in_the_small_footprint(runtime):
    tries, control = [], Running()

    def job(at):
        tries.append((at.settings.low_vram, at.pool.low_memory, at.settings.audio))
        if len(tries) == 1:
            raise FULL
        return "done"

    assert runtime.run(parse_settings({}), control, job) == "done"
    assert [low for *low, _ in tries] == [[False, False], [True, True]]
    assert tries[0][2] == tries[1][2]  # the flow is solved alike: the sound is the same
    assert "small memory footprint" in control.warnings[0]
    assert runtime.run(parse_settings({}), control, lambda at: at.pool.low_memory) is False


@pytest.mark.parametrize(("settings", "tries"), [({}, 2), ({"low_vram": True}, 1)])
def test_when_that_fails_too_there_is_advice_and_the_backend_lives(runtime, settings, tries):
    seen = []

    def job(at):
        seen.append(at)
        raise FULL

    with pytest.raises(OutOfMemoryError, match="smallest footprint") as caught:
        runtime.run(parse_settings(settings), Running(), job)
    assert "smaller variant" in caught.value.hint
    assert len(seen) == tries
    assert runtime.run(parse_settings({}), Running(), lambda _: 7) == 7


@pytest.mark.parametrize("error", [
    FULL, MemoryError(), RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"),
])  # fmt: skip
def test_which_errors_mean_memory(error):
    assert out_of_memory(error)
    assert not out_of_memory(RuntimeError("shapes differ"))


def test_other_errors_are_not_tried_again(runtime):
    seen = []
    with pytest.raises(RuntimeError, match="shapes"):
        runtime.run(
            parse_settings({}),
            Running(),
            lambda _: seen.append(1) or (_ for _ in ()).throw(RuntimeError("shapes")),
        )
    assert seen == [1]


def test_a_variant_by_setting_and_what_is_shared_stays_loaded(tmp_path, monkeypatch):
    make_tiny_model(tmp_path, variants=("a", "b")).use(monkeypatch)
    runtime = ModelRuntime(CPU, "a")

    def loads(settings):
        def job(at):
            with at.pool.v2a():
                return at.pool.loads

        return runtime.run(parse_settings(settings), Running(), job)

    assert [loads({}), loads({"variant": "b"}), loads({"variant": "a"})] == [1, 1, 1]
    with pytest.raises(UsageError, match="no variant 'c'"):
        loads({"variant": "c"})


def test_weights_that_vanish_or_do_not_fit_are_named(tmp_path, monkeypatch):
    model = make_tiny_model(tmp_path).use(monkeypatch)
    parts, store = known(model).parts("tiny"), model.store()
    other = parts | {"vae": replace(parts["vae"], sizes=(("mel_bins", 9),))}
    with (
        pytest.raises(WeightsDamagedError, match="does not fit its network"),
        ModelPool(other, store, CPU).vae(),
    ):
        pass
    store.remove(parts["clip"])
    with pytest.raises(WeightsMissingError, match=r"clip_tiny\.bin"):
        ModelRuntime(CPU, "tiny").run(parse_settings({}), Running(), lambda _: None)


def test_devices(monkeypatch):
    assert choose_placement().device.type in ("cpu", "cuda")
    monkeypatch.setenv("DEEPAUDIO_DEVICE", "cpu")
    assert choose_placement() == CPU


@pytest.mark.parametrize("name", ["abacus", "cuda", "cuda:1"])
def test_a_device_that_is_not_there_is_an_error_and_changes_nothing(tiny, monkeypatch, name):
    if name.startswith("cuda") and torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    precision = torch.get_float32_matmul_precision()
    monkeypatch.setenv("DEEPAUDIO_DEVICE", name)
    with pytest.raises(EngineUnavailableError, match=f"'{name}' cannot be used") as caught:
        registry.load("deepaudio-v1")
    assert "cpu" in caught.value.hint
    assert torch.get_float32_matmul_precision() == precision


def test_precision_is_the_published_one_where_the_gpu_has_it(monkeypatch):
    from deepaudio.engines.deepaudio_v1 import device as placement

    found = {}
    for capability in ((5, 2), (7, 5), (9, 0)):
        monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _, c=capability: c)
        made = placement._on_gpu(torch.device("cuda"))
        found[capability] = (made.sound, made.speech, made.dtype("vocos"))
    assert found == {
        (5, 2): (torch.float32, torch.float32, torch.float32),
        (7, 5): (torch.float32, torch.float16, torch.float32),
        (9, 0): (torch.bfloat16, torch.float16, torch.float32),
    }


class PretendedGpu(DevicePlacement):
    @property
    def is_gpu(self):
        return True


def test_tf32_is_allowed_where_the_published_code_allows_it(tiny):
    pool = ModelPool(known(tiny).parts("tiny"), tiny.store(), PretendedGpu(torch.device("cpu")))
    outside = torch.get_float32_matmul_precision()
    found = {}
    for role in ("v2a", "vae", "vocoder", "clip", "synchformer", "speech", "vocos"):
        with getattr(pool, role)():
            found[role] = torch.get_float32_matmul_precision()
    assert {role for role, precision in found.items() if precision == "highest"} == {
        "speech",
        "vocos",
    }
    assert {found[role] for role in ("v2a", "vae", "vocoder", "clip", "synchformer")} == {"high"}
    assert torch.get_float32_matmul_precision() == outside


# -- speed on a GPU -----------------------------------------------------------------


def accelerated(tiny, solve, control=None, **settings):
    """What a job in a pretended GPU's pool makes of `solve`."""
    runtime = ModelRuntime(PretendedGpu(torch.device("cpu")), "tiny")
    control = control or Running()

    def job(at):
        with at.pool.v2a() as network:
            return at.accelerated(network, solve), at.accelerated(network, solve)

    return runtime.run(parse_settings(settings), control, job)


def test_steps_are_recorded_on_a_gpu_unless_memory_is_short(tiny, runtime):
    assert accelerated(tiny, lambda records: records) == (True, True)
    assert accelerated(tiny, lambda records: records, acceleration="off") == (False, False)
    assert accelerated(tiny, lambda records: records, low_vram=True) == (False, False)
    on_cpu = runtime.run(
        parse_settings({}), Running(), lambda at: at.accelerated(None, lambda records: records)
    )
    assert on_cpu is False


def test_what_cannot_be_recorded_is_done_without_and_told_once(tiny):
    tries, control = [], Running()

    def solve(records):
        tries.append(records)
        if records:
            raise RuntimeError("operation not permitted when stream is capturing\nmore")
        return "sound"

    assert accelerated(tiny, solve, control) == ("sound", "sound")
    assert tries == [True, False, False]  # it is not tried again
    assert control.warnings == [
        "done without the speed-up by recorded steps or compiled blocks, which fails here: "
        "operation not permitted when stream is capturing"
    ]


def test_a_fault_that_has_nothing_to_do_with_it_stays_one(tiny):
    control = Running()

    def solve(_records):
        raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"):
        accelerated(tiny, solve, control)
    assert control.warnings == []


@pytest.mark.parametrize("error", [RequestCancelled, torch.OutOfMemoryError("out of memory")])
def test_a_cancel_and_full_memory_are_not_tried_again(tiny, error):
    tries = []

    def solve(records):
        tries.append(records)
        raise error

    with pytest.raises((RequestCancelled, OutOfMemoryError)):
        accelerated(tiny, solve)
    assert tries == [True] if error is RequestCancelled else [True, False]


def test_blocks_are_compiled_for_the_job_that_asks_for_it(tiny, monkeypatch):
    found, compiled = [], []
    monkeypatch.setattr(jobs, "can_compile", lambda: True)
    monkeypatch.setattr(jobs, "compile_blocks", lambda network, dynamic: compiled.append(dynamic))
    monkeypatch.setattr(jobs, "run_uncompiled", lambda network: compiled.append("as it was"))
    accelerated(tiny, found.append, compiled=True)
    assert compiled == [True, "as it was"] * 2
    accelerated(tiny, found.append)
    assert len(compiled) == 4


def test_where_nothing_can_be_compiled_that_is_told(tiny, monkeypatch):
    monkeypatch.setattr(jobs, "can_compile", lambda: False)
    control = Running()
    assert accelerated(tiny, lambda records: records, control, compiled=True) == (True, True)
    assert control.warnings == [
        "done without the speed-up by compiled blocks, which fails here: "
        "there is no Triton, or no C compiler"
    ]


def test_what_was_not_asked_for_longest_is_let_go():
    kept = RecentResults(2)
    kept.keep("a", 1), kept.keep("b", 2)
    kept.get("a")
    kept.keep("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)
