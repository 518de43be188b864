"""The figures this program promises, measured beside its peers: `make bench`."""
