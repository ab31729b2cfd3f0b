"""Trees of a witness proof, made shorter."""
