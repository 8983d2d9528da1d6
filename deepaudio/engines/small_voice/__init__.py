"""A small neural voice that ships with a package: temp speech and stand-in references."""
