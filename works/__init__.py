"""What was written: works and their topics, the pages they were imported from, and what each page asserts."""
