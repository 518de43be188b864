"""`qingfeng doctor`: what it looks at."""
