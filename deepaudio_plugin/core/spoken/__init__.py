"""From what is written to what is said: numbers, signs, Roman numerals, capitals, addresses.

Pure functions from text to text on the standard library alone: the worker calls them before an
engine speaks, and the plan to show what will be said.
"""
