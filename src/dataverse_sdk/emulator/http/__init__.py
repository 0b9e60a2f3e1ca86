"""What travels: requests and replies as values, paths, preferences, the batch format, refusals."""
