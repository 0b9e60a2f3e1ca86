"""From the values of a query to SQL over the store."""
