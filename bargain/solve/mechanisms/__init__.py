"""Direct mechanisms: rules that settle the terms by reported types, and the best of them."""
