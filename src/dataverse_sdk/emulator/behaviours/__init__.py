"""What an environment does around the rows: each is off until asked for."""
