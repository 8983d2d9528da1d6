"""The timeline view: ruler, tracks, shots, lines and takes along time."""
