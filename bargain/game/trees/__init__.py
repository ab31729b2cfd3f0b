"""Games in extensive form: nodes, information sets, subgames, strategic form, `.efg` files."""
