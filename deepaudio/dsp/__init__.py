"""Signal processing shared by the engines and the worker: levels, files, contours."""
