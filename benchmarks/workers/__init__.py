"""What is measured of ours, each as a process of its own: arguments as JSON, one line of JSON as result."""
