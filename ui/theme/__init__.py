"""Colours, icons and distances of the whole interface."""
