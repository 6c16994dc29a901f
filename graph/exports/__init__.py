"""What is seen of the graph, as files: one module a format, each a pure function of what was drawn."""
