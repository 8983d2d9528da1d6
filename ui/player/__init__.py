"""Picture and sound in step, through QtMultimedia where that is installed."""
