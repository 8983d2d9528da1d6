"""Writing other formats through OTIO's adapters, around what each gets wrong or leaves out."""

from __future__ import annotations
