"""Content credentials (C2PA): what a sound file claims of its origin, signed and read back."""
