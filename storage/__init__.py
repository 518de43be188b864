"""Tables, named queries (a file a noun), migrations, and the store that opens every transaction."""
