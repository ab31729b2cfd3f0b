"""Solution concepts as conditions: moving first, bargaining solutions, the core."""
