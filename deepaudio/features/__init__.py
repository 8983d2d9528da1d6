"""From media and text to what the networks take: mels, contours, frames, tokens."""
