"""What each part shows of a case on its page."""
