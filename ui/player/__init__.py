"""Synchronous playback through QtMultimedia, where it is installed."""
