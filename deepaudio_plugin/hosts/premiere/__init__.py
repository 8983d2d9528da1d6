"""Adobe Premiere Pro."""
