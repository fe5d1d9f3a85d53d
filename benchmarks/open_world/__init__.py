"""Pages of many unlike German sites, made from one template each: the open world to read."""
