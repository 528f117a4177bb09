"""The tests, and what supports them."""
