"""Who belongs to whom, decided line by line: each verb adds a decision, and what the tables hold follows from them."""
