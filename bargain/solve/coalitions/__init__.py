"""Games of coalitions: worths, the Shapley value, the core."""
