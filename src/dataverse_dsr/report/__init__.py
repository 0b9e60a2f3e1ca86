"""What people and authorities are given: the access report and its package, the receipt of an erasure."""
