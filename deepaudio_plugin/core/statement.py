"""What files say of generated sound, in words."""

from __future__ import annotations

STATEMENT = "Artificially generated sound"
