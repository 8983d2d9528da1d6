"""The state that the panels show, without widgets: values from the backend, with signals."""
