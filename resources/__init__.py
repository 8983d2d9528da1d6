"""Data shipped with the plugin: the demo project and, later, icons and host files."""
