"""Payoffs as numbers: compiled once, their concavity, and where they are defined."""
