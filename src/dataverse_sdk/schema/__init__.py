"""What is known of tables as plain facts: read from `$metadata`, shipped for the stock tables. Knows no rows, queries or network."""
