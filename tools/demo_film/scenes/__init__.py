"""The film's scenes, one module each."""
