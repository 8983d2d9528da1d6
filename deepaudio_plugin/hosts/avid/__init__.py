"""Avid Media Composer."""
