"""Reads media through PyAV: facts of files, frames of pictures."""
