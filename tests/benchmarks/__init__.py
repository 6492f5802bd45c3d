"""Timings of the whole path on the machine at hand: `make bench`."""
