"""Solution concepts of tables that are not Nash equilibrium: commitment, repetition, bargaining."""
