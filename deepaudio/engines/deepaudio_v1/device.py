"""The device on which networks run, and their precision.

As the model was published: bfloat16 for picture and sound, float16 for speech, float32 for
the speech vocoder, all of it on an NVIDIA GPU. GPUs without bfloat16 (before Ampere) run
picture and sound in float32, those without fast float16 speech too; a CPU runs all in float32.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from deepaudio_plugin.core.errors import EngineUnavailableError

DEVICE_VARIABLE = "DEEPAUDIO_DEVICE"
_HALF_FROM = (6, 0)  # compute capability
_BFLOAT_FROM = (8, 0)

_FRAME_BYTES = 256 * 1024
"""What a frame takes in a step, generously: the widest values of the widest block, over a doubled
batch, are some 33 times the network's width in half precision."""
_FRAMES_ELSEWHERE = 4096

SOUND_ROLES = ("v2a", "vae", "vocoder", "clip", "synchformer")
SPEECH_ROLES = ("speech", "fusion")


@dataclass(frozen=True)
class DevicePlacement:
    """A device, and the precision of the networks that make sound and speech on it."""

    device: torch.device
    sound: torch.dtype = torch.float32
    speech: torch.dtype = torch.float32

    @property
    def is_gpu(self) -> bool:
        """Whether networks have to be moved there."""
        return self.device.type != "cpu"

    def dtype(self, role: str) -> torch.dtype:
        """Precision of the network in that role."""
        if role in SOUND_ROLES:
            return self.sound
        return self.speech if role in SPEECH_ROLES else torch.float32


def choose_placement() -> DevicePlacement:
    """What DEEPAUDIO_DEVICE names, else the first NVIDIA GPU, else the CPU.

    Raises EngineUnavailableError when the device that is named is not there.
    """
    wanted = os.environ.get(DEVICE_VARIABLE, "")
    name = wanted or ("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        if device.type == "cuda":
            return _on_gpu(device)
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise EngineUnavailableError(
            f"the device {name!r} cannot be used: {str(error).splitlines()[0]}",
            hint=f"Unset {DEVICE_VARIABLE}, or name one that is there: cpu, cuda, cuda:1.",
        ) from error
    return DevicePlacement(device)


def _on_gpu(device: torch.device) -> DevicePlacement:
    capability = torch.cuda.get_device_capability(device)
    return DevicePlacement(
        device,
        torch.bfloat16 if capability >= _BFLOAT_FROM else torch.float32,
        torch.float16 if capability >= _HALF_FROM else torch.float32,
    )


@contextlib.contextmanager
def matrix_precision(placement: DevicePlacement, role: str) -> Iterator[None]:
    """The precision of float32 matrix products in a network: TF32 where the published code has it.

    That is in its script for picture and sound, not in the one for speech.
    """
    if not placement.is_gpu:
        yield
        return
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("high" if role in SOUND_ROLES else "highest")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)


def out_of_memory(error: BaseException) -> bool:
    """Whether an exception says that memory ran out, of the GPU or of the machine."""
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    text = str(error)
    return isinstance(error, RuntimeError) and (
        "out of memory" in text or "can't allocate memory" in text or "not enough memory" in text
    )


def most_frames(placement: DevicePlacement) -> int:
    """Frames of all takes in one pass that the device has room for, estimated.

    Of a GPU's free memory half, so that there is room for networks not yet moved there.
    """
    if placement.device.type != "cuda":
        return _FRAMES_ELSEWHERE
    free, _ = torch.cuda.mem_get_info(placement.device)
    return int(free / 2 / _FRAME_BYTES)


def free_memory(placement: DevicePlacement) -> None:
    """Give unused memory back to the GPU."""
    if placement.device.type == "cuda":
        torch.cuda.empty_cache()
