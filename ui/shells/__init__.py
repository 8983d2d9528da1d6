"""The two ways in: a main window, and a widget that a host docks."""
