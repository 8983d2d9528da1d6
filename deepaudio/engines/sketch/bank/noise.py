"""Random numbers that depend on names and places only, never on what was drawn before.

Any part of a sound can so be made alone, in any process, and comes out the same.
"""

from __future__ import annotations

import hashlib

import numpy as np


def generator(*key: int | str) -> np.random.Generator:
    """A generator for a key such as ("rain", seed, block): a counter-based Philox."""
    text = "\x1f".join(str(part) for part in key)
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))
