"""/report: what is asked for, the figures from every side, and what is drawn and handed out of them."""
