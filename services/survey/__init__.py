"""What surveys need of the database: drafts, closing, results, and a look at what was asked before."""
