"""Metrics: functions from arrays and texts to a number, each with its unit, range and source."""
