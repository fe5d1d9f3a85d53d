"""The ground floor: articles, their store and settings; imports nothing of ours."""
