"""What reviewers judge: ratings, dismissals, acceptances, and what was confirmed at the source."""
