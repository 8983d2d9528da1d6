"""The two shells: a main window, and a widget that a host docks."""
