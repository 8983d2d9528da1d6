"""Inputs of the networks from media and text: mels, contours, frames, tokens."""
