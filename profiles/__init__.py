"""People: accounts, public author records, following, and how far a record can be trusted."""
