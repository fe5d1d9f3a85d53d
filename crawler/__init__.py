"""From a publisher's address to understood articles; imports the ground floor only."""
