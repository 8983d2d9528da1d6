"""What is ours on a timeline and in a folder, and how it is known again."""
