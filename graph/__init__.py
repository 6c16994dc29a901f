"""Who stands near whom: slices of the research graph around one record."""
