"""Tell a wall from a page: anti-bot scripts, captchas, logins. A wall is reported, never climbed.

Signs are those seen on real sites: 加速乐 answers 521 and 瑞数 412 or 202, each with a tiny page that is all script.
"""

import re

SCRIPT_STATUSES = (202, 412, 521)
TINY_BYTES = 4096
"""Script walls are 0.1 to 3 kB; a page that says something is larger, or says it without a script."""
MARKS = (
    (re.compile(rb"__jsl_clearance"), "the anti-bot script of jsl"),
    (re.compile(rb"cf-chl-|challenge-platform|_cf_chl_opt"), "the challenge page of Cloudflare"),
    (re.compile(rb"(?i)(id|name|class)=[\"']?[\w-]*captcha"), "a captcha"),
    (re.compile("请输入验证码|安全验证|人机验证|访问验证".encode()), "a captcha"),
    (re.compile("请输入验证码|安全验证|人机验证|访问验证".encode("gb18030")), "a captcha"),
    (re.compile(rb"(?i)<input[^>]+type=[\"']?password"), "a login"),
)
LARGEST_MARKED = 20_000
"""A real page may hold a login box or name a captcha; a page that is nothing else is small."""


def wall(status: int, body: bytes) -> str:
    """Return the evidence that an answer is a wall, in a few words; empty when it is none.

    >>> wall(521, b"<script>document.cookie='x'</script>")
    'status 521 with a script of 36 bytes'
    """
    if status in SCRIPT_STATUSES and len(body) <= TINY_BYTES and (b"<script" in body.lower() or status == 521):
        return f"status {status} with a script of {len(body)} bytes"
    if len(body) <= LARGEST_MARKED:
        for mark, name in MARKS:
            if mark.search(body) and _says_little(body):
                return f"{name} (status {status})"
    return ""


def _says_little(body: bytes) -> bool:
    """True when a page has no running text: a form or a script, not an article that speaks of captchas."""
    bare = re.sub(rb"(?is)<(script|style)\b.*?</\1\s*>|<[^>]*>|\s+", b"", body)
    return len(bare) < 900
