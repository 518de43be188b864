"""What secretaries, heads, approvers and the server's admin do: one row an act, on a chain of its own."""
