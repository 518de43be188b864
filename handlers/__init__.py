"""The door for people. A handler is three moves: parse, one call to a service, say. One file a subject."""
