"""Finding hosts on this machine, and putting start-up files into them and out again."""
