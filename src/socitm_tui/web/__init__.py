"""News from the network: following feeds and pages, and recalling old captures of a page.

Nothing here sends a request unless the user asked for that very address, or for all that they
follow. What comes back is kept as captures and loaded as any other document is.
"""
