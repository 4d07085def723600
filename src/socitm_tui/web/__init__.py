"""News from the network: followed feeds and pages, and snapshots of pages in web archives.

No request is sent unless the user asked for that address or for all subscriptions. Fetched
documents are stored as captures and loaded like any other document.
"""
