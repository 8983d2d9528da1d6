"""Engines: joined stages that turn a request into a waveform."""
