"""`qingfeng demo`: the whole story of one holiday, told by the real bot and forty-two people in a sandbox."""
