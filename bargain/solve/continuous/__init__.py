"""Pure equilibria of games with continuous actions."""
