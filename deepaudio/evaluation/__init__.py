"""The model measured: metrics, the lists of benchmarks, scores of files, and tables."""
