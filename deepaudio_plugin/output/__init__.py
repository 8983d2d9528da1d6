"""From finished takes to files an editor opens: media, tracks, timeline, preview."""
