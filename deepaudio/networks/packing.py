"""Several items laid end to end on the time axis of one batch, without padding between them.

What works frame by frame (projections, norms, feed-forward) does not see where an item ends,
and takes most of a step: it runs once for all. What looks at other frames (attention,
convolutions) is kept within each item here. So an item never sees its neighbours, and its
lengths need not be like theirs. What differs from the item alone is rounding: products of
matrices of another shape add up in another order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional

Lengths = tuple[int, ...]
"""Frames of each item; () where there is one item alone, as if nothing were packed."""


def item_by_item(work: Callable[[Tensor], Tensor], x: Tensor, lengths: Lengths) -> Tensor:
    """`work` on each item of x (B, F, D) for itself; it must keep the length."""
    if not lengths:
        return work(x)
    return torch.cat([work(part) for part in torch.split(x, list(lengths), dim=1)], dim=1)


def attention(q: Tensor, k: Tensor, v: Tensor, lengths: Lengths) -> Tensor:
    """Attention within each item; (B, H, F, D) three times to the same."""
    attend = functional.scaled_dot_product_attention
    if not lengths:
        return attend(q, k, v)
    items = zip(*(torch.split(x, list(lengths), dim=2) for x in (q, k, v)), strict=True)
    return torch.cat([attend(*item) for item in items], dim=2)


class PackedStream:
    """Where the frames of items lie in one stream of a network with several."""

    def __init__(self, lengths: Lengths, device: torch.device) -> None:
        self.lengths = lengths
        self._device = device
        counts = torch.tensor(lengths, device=device)
        self._item = torch.arange(len(lengths), device=device).repeat_interleave(counts)  # (F,)
        self._neighbours: dict[int, Tensor] = {}

    def spread(self, of_items: Tensor) -> Tensor:
        """What each item has, (B, items, ...), for each of its frames: (B, F, ...)."""
        return of_items.index_select(1, self._item)

    def windows(self, x: Tensor, count: int) -> Tensor:
        """Each frame of x (B, F, D) with its neighbours, `count` in all, zero beyond its item.

        Returns (B * F, count * D).
        """
        if count not in self._neighbours:
            self._neighbours[count] = self._rows(count)
        rows = self._neighbours[count]  # (F * count,), 0 is no frame
        padded = functional.pad(x, (0, 0, 1, 0))  # (B, 1 + F, D)
        return padded.index_select(1, rows).view(-1, count * x.shape[-1])

    def _rows(self, count: int) -> Tensor:
        frames = len(self._item)
        at = torch.arange(frames, device=self._device)
        near = at[:, None] + torch.arange(count, device=self._device) - count // 2  # (F, count)
        within = near.clamp(0, frames - 1)
        same = (near == within) & (self._item[within] == self._item[:, None])
        return torch.where(same, within + 1, 0).flatten()


class JointOrder:
    """The frames of several streams brought together item by item, and back."""

    def __init__(self, streams: Sequence[PackedStream], device: torch.device) -> None:
        counts = [stream.lengths for stream in streams]
        self.lengths: Lengths = tuple(sum(item) for item in zip(*counts, strict=True))
        items = torch.cat(
            [torch.arange(len(c)).repeat_interleave(torch.tensor(c)) for c in counts]
        )  # (all frames,), streams one after the other
        order = torch.argsort(items, stable=True)
        self._order, self._back = order.to(device), torch.argsort(order).to(device)

    def attention(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """(B, H, N, D) three times, streams one after the other, to (B, H, N, D)."""
        q, k, v = (x.index_select(2, self._order) for x in (q, k, v))
        return attention(q, k, v, self.lengths).index_select(2, self._back)
