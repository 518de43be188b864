"""The way in: an update arrives, by asking or by webhook, and is confirmed once its effect is stored."""
