"""Interval arithmetic on expressions: enclosures, bisection, empty boxes, definedness."""
