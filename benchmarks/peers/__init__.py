"""What others do with the same task, each as a process of its own in an environment of its own."""
