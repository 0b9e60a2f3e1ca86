"""What travels between a client and Dataverse, as values and pure functions.

Knows requests, replies, literals, the `$batch` codec and the retry policy. Performs no input or output and knows no HTTP library.
"""
