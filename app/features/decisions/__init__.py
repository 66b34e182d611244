"""What people decide about vendors: clearing, excluding, awarding, and taking a decision back."""
