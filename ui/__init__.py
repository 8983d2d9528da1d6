"""The PySide6 side panel and desktop window."""
