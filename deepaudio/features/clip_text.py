"""Text for CLIP: byte-pair tokens.

The merges belong to the model, not to this code: they lie beside its weights
(`merges.txt` of the hub repository), and open_clip ships the same list.
"""

from __future__ import annotations

import functools
import gzip
import html
import itertools
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

CONTEXT = 77
"""Token ids per text."""

_MERGES = 48_894
_START, _END = "<start_of_text>", "<end_of_text>"
_WORD_END = "</w>"
_PATTERN = r"<start_of_text>|<end_of_text>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+"


class ClipTokenizer:
    """CLIP's byte-pair encoding; lower case, whitespace collapsed, markup unescaped."""

    def __init__(self, merges: Sequence[tuple[str, str]]) -> None:
        letters = list(_byte_letters().values())
        words = [*letters, *(letter + _WORD_END for letter in letters)]
        words += [first + second for first, second in merges]
        self._ids = {word: i for i, word in enumerate([*words, _START, _END])}
        self._ranks = {pair: rank for rank, pair in enumerate(merges)}
        self._pieces = functools.lru_cache(maxsize=4096)(self._merged)

    @classmethod
    def read(cls, path: Path) -> ClipTokenizer:
        """From a list of merges, one pair a line below a heading; plain or gzipped."""
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
        lines = text.splitlines()[1 : _MERGES + 1]
        if len(lines) < _MERGES or any(len(line.split()) != 2 for line in lines):
            raise ValueError(f"{path} does not hold CLIP's {_MERGES} merges")
        return cls([(a, b) for a, b in (line.split() for line in lines)])

    def __call__(self, texts: Sequence[str]) -> Tensor:
        """Ids (B, 77): start, tokens, end, zeros. Longer texts lose their tail, not the end."""
        ids = torch.zeros(len(texts), CONTEXT, dtype=torch.int64)
        for row, text in zip(ids, texts, strict=True):
            tokens = [self._ids[_START], *self.encode(text)[: CONTEXT - 2], self._ids[_END]]
            row[: len(tokens)] = torch.tensor(tokens)
        return ids

    def encode(self, text: str) -> list[int]:
        """Ids of the tokens alone."""
        import regex  # type: ignore[import-untyped,unused-ignore]

        letters = _byte_letters()
        words = regex.findall(_PATTERN, cleaned(text), regex.IGNORECASE)
        pieces = (self._pieces("".join(letters[byte] for byte in word.encode())) for word in words)
        return [self._ids[piece] for word in pieces for piece in word]

    def _merged(self, word: str) -> tuple[str, ...]:
        """A word's letters, joined pair by pair, the commonest pair first."""
        if word in (_START, _END):
            return (word,)
        parts = [*word[:-1], word[-1] + _WORD_END]
        while len(parts) > 1:
            best = min(itertools.pairwise(parts), key=lambda pair: self._ranks.get(pair, _MERGES))
            if best not in self._ranks:
                break
            joined: list[str] = []
            for part in parts:
                if joined and (joined[-1], part) == best:
                    joined[-1] += part
                else:
                    joined.append(part)
            parts = joined
        return tuple(parts)


def cleaned(text: str) -> str:
    """Mended encoding, no markup entities, single spaces, lower case."""
    import ftfy

    plain = html.unescape(html.unescape(ftfy.fix_text(text)))
    return " ".join(plain.split()).lower()


@functools.cache
def _byte_letters() -> dict[int, str]:
    """A printable letter for every byte: itself where it is one, else one from U+0100 on."""
    own = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAC + 1), *range(0xAE, 0xFF + 1)]
    others = [byte for byte in range(256) if byte not in own]
    letters = {byte: chr(byte) for byte in own}
    return letters | {byte: chr(256 + i) for i, byte in enumerate(others)}
