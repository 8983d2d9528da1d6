"""How each host wants a timeline: one module a host, behind one protocol (`base.Dialect`)."""

from __future__ import annotations
