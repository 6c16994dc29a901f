"""Claims: opening, deciding, proving and contesting them, and the level that follows; each verb in its module."""
