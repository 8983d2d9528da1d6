"""Blender's Video Sequencer."""
