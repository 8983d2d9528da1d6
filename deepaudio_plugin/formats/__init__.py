"""File formats of timelines: one module a format, for reading and writing."""
