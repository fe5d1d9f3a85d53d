"""The seam between search and the engine that holds the postings.

Analysis is ours: every engine gets analysed tokens and the query tree, so all find the same.
"""
