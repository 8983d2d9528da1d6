"""The whole method on a small corpus whose truth is known: made, trained and measured here."""
