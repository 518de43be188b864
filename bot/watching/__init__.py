"""How the process is, for whoever watches it: health, figures, the log, and word where nothing goes out."""
