"""Who is who among plain bylines: names, evidence, decisions. Pure: nothing here knows of Django or the database."""
