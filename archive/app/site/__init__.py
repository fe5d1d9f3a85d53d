"""What readers see: the public pages and what they are made of."""
