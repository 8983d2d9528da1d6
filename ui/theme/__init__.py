"""Colours, icons and metrics: the only place where looks are decided."""
