"""The ways in: in process, over sockets, the page for people, the endpoints that steer, the options of the command."""
