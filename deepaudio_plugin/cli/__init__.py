"""The command line: arguments and printing, and no logic of its own."""
