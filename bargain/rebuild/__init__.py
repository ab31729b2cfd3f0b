"""A certificate tied to its game: the statement written anew from the game, and read again."""
