"""Plain OTIO, for readers nobody named."""
