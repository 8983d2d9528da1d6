"""The drawing of the cut: ruler, tracks, shots, lines and takes along time."""
