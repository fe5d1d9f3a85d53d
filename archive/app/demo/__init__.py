"""An invented publisher in the shape of a real one, served on loopback for demos and tests."""
