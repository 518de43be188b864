"""Leave: asked for, decided, entered and ended, and what it does to what is open."""
