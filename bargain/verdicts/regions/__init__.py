"""For which parameters does an agreement exist: the exact region as a formula, with its proofs."""
