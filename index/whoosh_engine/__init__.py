"""The Engine on Whoosh with memory-mapped array postings."""
