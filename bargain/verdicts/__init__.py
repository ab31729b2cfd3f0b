"""The front: questions asked, provers called, proofs checked, and only then a verdict."""
