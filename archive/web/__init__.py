"""The web application: pages, api, feeds."""
