"""What a quiz needs of the database: papers, running clocks, marks by question, corrected keys."""
