"""What the owner of a record does with it: ticks works, edits links, renames silently; and how that is taken back."""
