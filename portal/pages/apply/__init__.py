"""Applying for settlement: beginning, the steps, coming back, and sending."""
