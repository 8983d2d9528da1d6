"""What the panels show, without widgets: plain values from the studio, kept and announced."""
