"""Whether a take is what was asked for: its sound, its words, its voice, and a verdict in words."""
