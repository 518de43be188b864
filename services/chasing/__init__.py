"""Reminding those who have not done it: by the clock, by hand, within caps, and up to whom it is told."""
