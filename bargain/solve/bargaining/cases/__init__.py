"""Bargaining with kinks, cases, listed values and constraints, case by case."""
