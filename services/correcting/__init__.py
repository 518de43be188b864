"""What was published is changed: shown before and after, confirmed, and redrawn where it was sent."""
