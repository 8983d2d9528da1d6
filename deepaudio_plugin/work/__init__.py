"""Takes ordered in a file, and done by any machine that gets it. Needs no timeline."""
