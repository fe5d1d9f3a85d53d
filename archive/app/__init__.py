"""The roof: command line, site, admin, worker; may import everything."""
