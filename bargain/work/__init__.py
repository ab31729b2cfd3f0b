"""Long work: who does it, how far it is, and what is kept of it."""
