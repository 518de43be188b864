"""What is kept and how long: cleared by age, erased on request, handed to the person it is about."""
