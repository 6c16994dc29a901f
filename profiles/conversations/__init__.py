"""Direct collaboration: invitations, the conversations they become, and what protects people in them."""
