"""What the panels show, without widgets: plain values from the backend, kept and announced."""
