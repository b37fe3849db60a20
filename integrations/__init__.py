"""The systems outside: one module for each, and what stands in for it in the demo and in the tests."""
