"""Items laid end to end: each is treated as if it were alone."""

from __future__ import annotations

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from deepaudio.networks.mmaudio import windows
from deepaudio.networks.packing import JointOrder, PackedStream, attention, item_by_item

LENGTHS = (5, 1, 3)
CPU = torch.device("cpu")


@pytest.mark.parametrize("count", [1, 3, 7])
def test_a_frame_has_neighbours_of_its_own_item_only(count: int) -> None:
    items = [torch.randn(2, length, 4) for length in LENGTHS]
    seen = PackedStream(LENGTHS, CPU).windows(torch.cat(items, dim=1), count)
    seen = seen.view(2, sum(LENGTHS), count * 4)
    for item, part in zip(items, torch.split(seen, list(LENGTHS), dim=1), strict=True):
        assert torch.equal(part, windows(item, count).view(2, -1, count * 4))


def test_what_an_item_has_is_spread_over_its_frames() -> None:
    of_items = torch.tensor([[[1.0], [2.0], [3.0]]])
    spread = PackedStream(LENGTHS, CPU).spread(of_items)
    assert spread.flatten().tolist() == [1, 1, 1, 1, 1, 2, 3, 3, 3]


def test_streams_attend_to_each_other_within_an_item() -> None:
    lengths = ((4, 2), (1, 3))  # of two streams, of two items each
    torch.manual_seed(0)
    streams = [[torch.randn(2, 3, n, 8) for n in stream] for stream in lengths]
    order = JointOrder([PackedStream(stream, CPU) for stream in lengths], CPU)
    packed = torch.cat([item for stream in streams for item in stream], dim=2)
    met = order.attention(packed, packed, packed)
    first, second = torch.split(met, [6, 4], dim=2)
    for number in (0, 1):
        x = torch.cat([stream[number] for stream in streams], dim=2)
        expected = scaled_dot_product_attention(x, x, x)
        parts = (
            torch.split(stream, list(counts), dim=2)[number]
            for stream, counts in zip((first, second), lengths, strict=True)
        )
        torch.testing.assert_close(torch.cat(list(parts), dim=2), expected)


def test_one_item_alone_is_not_taken_apart() -> None:
    x = torch.randn(1, 2, 6, 4)
    assert torch.equal(attention(x, x, x, ()), scaled_dot_product_attention(x, x, x))
    assert item_by_item(lambda part: part.flip(1), x[0], ()).equal(x[0].flip(1))
    packed = item_by_item(lambda part: part.flip(1), torch.arange(4.0).view(1, 4, 1), (3, 1))
    assert packed.flatten().tolist() == [2, 1, 0, 3]
