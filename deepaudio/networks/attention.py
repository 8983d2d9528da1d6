"""Multi-head self-attention under torch's packed parameter names."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class PackedSelfAttention(nn.Module):
    """Named as `nn.MultiheadAttention` names its parameters, on scaled-dot-product attention."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        if dim % heads:
            raise ValueError(f"width {dim} does not make {heads} heads")
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.zeros(3 * dim, dim))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * dim))
        self.out_proj = nn.Linear(dim, dim)

    def forward(self, x: Tensor, *, causal: bool = False, first_only: bool = False) -> Tensor:
        """x: (B, N, D); returns (B, N, D), or (B, 1, D) for what only the first token sees."""
        dim = x.shape[-1]
        asking = x[:, :1] if first_only else x
        q = functional.linear(asking, self.in_proj_weight[:dim], self.in_proj_bias[:dim])
        k, v = functional.linear(x, self.in_proj_weight[dim:], self.in_proj_bias[dim:]).chunk(2, -1)
        attended = functional.scaled_dot_product_attention(
            self._heads(q), self._heads(k), self._heads(v), is_causal=causal
        )  # (B, H, N, D / H)
        y: Tensor = self.out_proj(attended.transpose(1, 2).flatten(2))  # (B, N, D)
        return y

    def _heads(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)  # (B, H, N, D / H)
