"""What is new of what a reader follows: on a page, by mail, and as feeds that need no account."""
