"""The way out: a message leaves the outbox, waits for its turn, and crosses the network."""
