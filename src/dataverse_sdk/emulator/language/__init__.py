"""What queries say: OData options, FetchXML, SQL and QueryExpression, from text to values."""
