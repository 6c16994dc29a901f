"""The curator's desk: imports, the queue of questions, and the records, in the admin."""
