"""Nuke Studio and Hiero."""
