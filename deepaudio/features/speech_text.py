"""Text for the speech network: pinyin tokens, vocabulary, chunks, length of a line.

The network reads characters, except that Chinese is read as pinyin syllables, each with
a space before it. Segmentation and pinyin come from the libraries it was trained with
(jieba, pypinyin); other versions of them may split rare words differently.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import re
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs
import torch
from torch import Tensor

PAD = -1
"""Token id of batch padding."""

_SENTENCE_END = re.compile(r"(?<=[;:,.!?])\s+|(?<=[；：，。！？])")
_STRAIGHT = str.maketrans(";“”‘’", ",\"\"''")
_JOINS_ON = " :'\""  # after these a Latin word needs no space


# -- tokens -------------------------------------------------------------------------


def tokens_of(text: str) -> list[str]:
    """Characters and pinyin syllables of `text`, as the vocabulary lists them."""
    tokens: list[str] = []
    for segment in _segment()(text.translate(_STRAIGHT)):
        if segment.isascii():
            if tokens and len(segment) > 1 and tokens[-1] not in _JOINS_ON:
                tokens.append(" ")
            tokens.extend(segment)
        elif all(len(char.encode()) == 3 for char in segment):
            tokens.extend(_read_together(segment))
        else:
            for char in segment:
                tokens.extend([" ", *_pinyin(char)] if _is_chinese(char) else char)
    return tokens


class Vocabulary:
    """Token ids: the line numbers of a vocabulary file; a token not listed gets 0, the space."""

    def __init__(self, tokens: Sequence[str]) -> None:
        if not tokens or tokens[0] != " ":
            raise ValueError("a vocabulary starts with the space, the token of the unknown")
        self._ids = {token: index for index, token in enumerate(tokens)}
        self.size = len(tokens)

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        """From a UTF-8 file of one token a line; either line ending."""
        with path.open(encoding="utf-8") as lines:  # text mode turns CRLF into LF
            return cls([line.removesuffix("\n") for line in lines])

    def unknown(self, tokens: Sequence[str]) -> list[str]:
        """The tokens that are not listed, each once, in order."""
        return [token for token in dict.fromkeys(tokens) if token not in self._ids]

    def ids(self, lines: Sequence[Sequence[str]]) -> Tensor:
        """Token lists as (B, L) int64, shorter ones padded with `PAD`."""
        rows = [torch.tensor([self._ids.get(t, 0) for t in line], dtype=torch.int64)
                for line in lines]  # fmt: skip
        return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD)


def _read_together(segment: str) -> list[str]:
    """A segment of three-byte characters: its pinyin, and a space before each Chinese one.

    Pinyin of a whole word is not always one entry a character; then each character is
    read alone.
    """
    syllables = _pinyin(segment)
    if len(syllables) != len(segment):
        syllables = [_pinyin(char)[0] for char in segment]
    tokens: list[str] = []
    for char, syllable in zip(segment, syllables, strict=True):
        if _is_chinese(char):
            tokens.append(" ")
        tokens.append(syllable)
    return tokens


def _is_chinese(char: str) -> bool:
    return "\u3100" <= char <= "\u9fff"


def _pinyin(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    syllables: list[str] = lazy_pinyin(text, style=Style.TONE3, tone_sandhi=True)
    return syllables


@functools.cache
def _segment() -> Callable[[str], Sequence[str]]:
    """jieba's segmentation, its dictionary loaded once, quietly.

    jieba keeps a copy of the loaded dictionary; by default in the system's temporary folder,
    where another user's copy would be trusted.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old escapes in its source
        import jieba  # type: ignore[import-untyped,unused-ignore]
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    with contextlib.suppress(OSError):
        tokenizer.tmp_dir = str(platformdirs.user_cache_path("deepaudio", ensure_exists=True))
    segment: Callable[[str], Sequence[str]] = tokenizer.lcut
    return segment


# -- chunks -------------------------------------------------------------------------


def chunk_text(text: str, max_bytes: int) -> list[str]:
    """Sentences of `text` gathered to chunks of at most `max_bytes` of UTF-8.

    A sentence longer than that is a chunk of its own; empty text gives no chunk.
    """
    chunks: list[str] = []
    current = ""
    for sentence in _SENTENCE_END.split(text):
        spaced = sentence + " " if sentence and sentence[-1].isascii() else sentence
        if len(current.encode()) + len(sentence.encode()) <= max_bytes:
            current += spaced
        else:
            chunks.append(current.strip())
            current = spaced
    chunks.append(current.strip())
    return [chunk for chunk in chunks if chunk]


def max_chunk_bytes(ref_text: str, ref_seconds: float, window_s: float = 25.0) -> int:
    """Bytes of text that fit behind a reference recording in one window of the network.

    Assumes the new text is spoken as fast as the reference text was.
    """
    return int(len(ref_text.encode()) / ref_seconds * (window_s - ref_seconds))


def spaced_ref_text(ref_text: str) -> str:
    """Reference text as it stands before the new text: Latin script ends in a space."""
    return ref_text + " " if ref_text and ref_text[-1].isascii() else ref_text


def finished_ref_text(ref_text: str) -> str:
    """Reference text that ends its sentence, so that the new text starts one."""
    if ref_text.endswith((". ", "。")):
        return ref_text
    return ref_text + (" " if ref_text.endswith(".") else ". ")


def total_frames(ref_frames: int, ref_text: str, text: str, speed: float = 1.0) -> int:
    """Mel frames of reference and new text, spoken `speed` times as fast per byte of text."""
    per_byte = ref_frames / len(ref_text.encode())
    return ref_frames + int(per_byte * len(text.encode()) / speed)
