"""Ask only whether a page has changed: If-None-Match and If-Modified-Since from what the server said last time."""


def conditional_headers(etag: str, last_modified: str) -> dict[str, str]:
    """Return the headers that let a server answer 304; empty when it gave nothing to ask with."""
    headers = {}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    return headers
