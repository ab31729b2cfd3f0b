"""Long work: how far it is, and what is kept of it."""
