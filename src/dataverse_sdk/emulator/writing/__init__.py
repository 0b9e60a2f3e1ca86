"""From a request's body to stored rows, with everything the service does around a write."""
