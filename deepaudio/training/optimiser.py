"""AdamW over a network's parameters, one update of it, and its state as tensors by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from deepaudio.training import spread

Parameters = Mapping[str, nn.Parameter]

_KINDS = ("exp_avg", "exp_avg_sq")


@dataclass(frozen=True)
class AdamWSettings:
    """As `torch.optim.AdamW` takes them; `clip` bounds the norm of the gradient (0: unbounded)."""

    betas: tuple[float, float] = (0.9, 0.999)
    epsilon: float = 1e-8
    weight_decay: float = 1e-2
    clip: float = 1.0


SOUND_ADAMW = AdamWSettings(betas=(0.9, 0.95), weight_decay=1e-6)
SPEECH_ADAMW = AdamWSettings()


def make_trainable(network: nn.Module) -> nn.Module:
    """Give a network that was loaded for inference parameters of its own that take gradients.

    Loading shares memory with the tensors that were loaded; training would change those.
    """
    for parameter in network.parameters():
        parameter.data = parameter.data.clone(memory_format=torch.preserve_format)
        parameter.requires_grad_(True)
    return network.train()


def adamw(
    parameters: Parameters,
    settings: AdamWSettings,
    *,
    others: float = 1.0,
    first: str = "",
    fused: bool = True,
) -> torch.optim.AdamW:
    """All parameters in their order; the rate is set at each update.

    Those whose names do not start with `first` learn at `others` times the rate. `fused` makes
    each update at once; parameters that are shared out cannot.
    """
    named = [p for name, p in parameters.items() if name.startswith(first)]
    rest = [p for name, p in parameters.items() if not name.startswith(first)]
    groups = [{"params": named, "scale": 1.0}, {"params": rest, "scale": others}]
    return torch.optim.AdamW(
        [group for group in groups if group["params"]],
        lr=0.0,
        betas=settings.betas,
        eps=settings.epsilon,
        weight_decay=settings.weight_decay,
        fused=fused,
    )


def update(
    optimiser: torch.optim.AdamW, parameters: Parameters, rate: float, settings: AdamWSettings
) -> float:
    """Clip the gradients, make one update at `rate`, forget the gradients.

    Returns the gradient's norm before it was clipped; where that is no number, nothing changes.
    """
    bound = settings.clip or float("inf")
    norm = float(spread.whole(nn.utils.clip_grad_norm_(list(parameters.values()), bound)))
    if torch.isfinite(torch.tensor(norm)):
        for group in optimiser.param_groups:
            group["lr"] = rate * group["scale"]
        optimiser.step()
    optimiser.zero_grad(set_to_none=True)
    return norm


def state_tensors(optimiser: torch.optim.AdamW, parameters: Parameters) -> dict[str, Tensor]:
    """The optimiser's state: `exp_avg.NAME`, `exp_avg_sq.NAME`; empty before the first update."""
    return {
        f"{kind}.{name}": optimiser.state[parameter][kind]
        for name, parameter in parameters.items()
        for kind in _KINDS
        if parameter in optimiser.state
    }


def restore_state(
    optimiser: torch.optim.AdamW, parameters: Parameters, tensors: Mapping[str, Tensor], steps: int
) -> None:
    """Give the optimiser the state of `state_tensors` after `steps` updates.

    Raises KeyError for a parameter whose state is missing.
    """
    for name, parameter in parameters.items():
        state = optimiser.state[parameter]
        fused = optimiser.defaults["fused"]
        state["step"] = torch.tensor(float(steps), device=parameter.device if fused else None)
        for kind in _KINDS:
            state[kind] = tensors[f"{kind}.{name}"]
