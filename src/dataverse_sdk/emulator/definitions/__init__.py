"""Tables, columns, relationships, keys, choices and messages: read, changed, and written as `$metadata`."""
