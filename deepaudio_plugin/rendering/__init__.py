"""Rendering what is missing: from a plan to takes in the library."""
