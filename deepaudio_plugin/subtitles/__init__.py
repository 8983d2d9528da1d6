"""From subtitle files, tracks and markers to cues: who says what, and when."""
