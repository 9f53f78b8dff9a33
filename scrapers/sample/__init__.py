"""A small make-believe Norwegian site with the page structures of the real ones, on loopback."""
