"""The panels: a widget for each task."""
