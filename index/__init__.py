"""German search with facets; imports the ground floor only."""
