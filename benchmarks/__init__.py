"""Measurements: each beside a named baseline in the same run, so that the ratio holds when the machine is slow."""
