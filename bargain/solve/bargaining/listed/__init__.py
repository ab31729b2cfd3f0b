"""Bargaining over listed agreements: corners, edges, lotteries."""
