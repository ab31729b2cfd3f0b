"""Many two-player games of one size at once: minors, signs, supports, and points where asked."""
