"""`qingfeng trial`: a whole bureau on this machine, tried in a browser, without token or network."""
