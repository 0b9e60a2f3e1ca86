"""The entrances to the Web API: which resource a request is about, and what answers it."""
