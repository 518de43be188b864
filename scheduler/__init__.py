"""The door for time: a few wake-ups that look into the tables; what is due lives there, never in memory."""
