"""Where people meet Guillemet: the command line and the chat."""
