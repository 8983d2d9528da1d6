"""What builds the project but is not part of it."""
