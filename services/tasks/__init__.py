"""Tasks: departments and their heads, extensions, and the ledger (台账)."""
