"""Which tables hold something about a person, and what their columns are called: the parts of an export."""
