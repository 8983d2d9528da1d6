"""Features of the picture on the frames of the speech network's mel, for the fusion."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from deepaudio.networks.mmaudio import nearest_rows


def latent_on_frames(latent: Tensor, frames: int) -> Tensor:
    """Latents (N, C) of a clip, linearly between their middles, at `frames` frames: (F, C)."""
    stretched = functional.interpolate(latent.mT[None], size=frames, mode="linear")
    return stretched[0].mT


def motion_on_frames(sync: Tensor, frames: int) -> Tensor:
    """Synchronisation features (8 S, C) of a clip, the nearest row at each frame: (F, C).

    Raises ValueError when there are none.
    """
    return sync[nearest_rows(len(sync), frames).to(sync.device)]
