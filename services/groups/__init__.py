"""Groups that hear of what is asked: paired by a secretary, told the way to the private chat."""
