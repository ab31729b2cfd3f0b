"""Existence where goals are joined by or: one way of each is proved."""
