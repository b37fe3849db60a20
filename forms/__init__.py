"""What is asked: every question once, and for each service its steps in order."""
