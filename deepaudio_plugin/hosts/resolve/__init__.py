"""DaVinci Resolve."""
