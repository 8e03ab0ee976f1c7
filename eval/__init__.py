"""Says how good it is, and why not better."""
