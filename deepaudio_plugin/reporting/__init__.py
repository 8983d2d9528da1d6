"""A report on the takes of a timeline: one page to read, print and listen to, and a table."""
