"""Kdenlive."""
