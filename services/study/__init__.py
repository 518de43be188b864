"""A session beside its notice: who is there, who makes up for it, what is recorded, who speaks when."""
