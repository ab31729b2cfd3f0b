"""Answers that depend on parameters: case by case, each with its proof."""
