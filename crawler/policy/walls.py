"""Tell a wall from a page: anti-bot scripts, captchas, logins, consent forms, pay walls. Reported, never climbed.

Signs are those seen on real sites: 加速乐 answers 521 and 瑞数 412 or 202, each with a page that is all script. A page
that carries news may name a captcha, hold a login box, ask for subscribers: a wall is a page that says nothing else.
"""

import re

SCRIPT_STATUSES = (412, 521)
"""Nobody else answers these with a script."""
TINY_BYTES = 4096
"""Script walls with other statuses are 0.1 to 3 kB; a page that says something is larger, or needs no script."""
LARGEST_SCRIPT = 100_000
"""瑞数 carries its key in the page: 2 to 60 kB."""
REFUSING_STATUSES = (401, 403, 405, 429, 503)
"""With these an anti-bot wall is told by its mark alone."""
SCRIPTS = (
    (re.compile(rb"__jsl_clearance"), "the anti-bot script of jsl"),
    (re.compile(rb"\$_ts\s*=\s*window\[['\"]\$_ts|window\[['\"]\$_ts['\"]\]"), "the anti-bot script of Ruishu"),
    (re.compile(rb"acw_sc__v[23]"), "the anti-bot script of Aliyun"),
    (re.compile(rb"security_session_(?:mid_|high_)?verify|yunsuo_session_verify"), "the anti-bot script of Yunsuo"),
    (re.compile(rb"cf-chl-|_cf_chl_opt|challenge-platform/h/"), "the challenge page of Cloudflare"),
    (re.compile(rb"awsWafCookieDomainList|gokuProps"), "the challenge page of AWS"),
    (re.compile(rb"_Incapsula_Resource"), "the challenge page of Imperva"),
    (re.compile(rb"captcha-delivery\.com|px-captcha|aliyunCaptcha|TencentCaptcha"), "a captcha"),
)


def _words(*words: str) -> re.Pattern[bytes]:
    """Return a pattern for words in the two ways in which Chinese pages are written."""
    return re.compile(b"|".join(re.escape(word.encode(charset)) for word in words for charset in ("utf-8", "gb18030")))


FORMS = (
    (re.compile(rb"(?i)(id|name|class)=[\"']?[\w-]*captcha"), "a captcha"),
    (_words("请输入验证码", "安全验证", "人机验证", "访问验证", "滑块验证"), "a captcha"),
    (re.compile(rb"(?i)<input[^>]+type=[\"']?password"), "a login"),
    (_words("<title>登录", "<title>用户登录", "<title>会员登录", "<title>请登录", "<title>统一身份认证"), "a login"),
    (re.compile(rb"(?i)<title>[^<]{0,40}\b(?:log ?in|sign ?in)\b[^<]{0,40}</title>"), "a login"),
)
CONSENT = re.compile(
    rb"(?i)<form[^>]+action=[\"']?[^\"'>]*(?:consent|cookiewall|privacy-?gate|collectconsent)"
    rb"|<title>[^<]*(?:privacy gate|cookie consent|before you continue|bevor sie fortfahren)[^<]*</title>"
)
LARGEST_MARKED = 20_000
"""A real page may hold a login box or name a captcha; a page that is nothing else is small."""
LARGEST_CONSENT = 200_000
"""Consent forms bring their styles and the names of all partners."""
ARTICLE = re.compile(
    rb"(?i)enpproperty|<founder-content|name=[\"']?(?:ArticleTitle|PubDate|ContentSource)\b"
    rb"|(?:og:type|property)[\"'][^>]*content=[\"']article|article:published_time"
    rb"|\"@type\"\s*:\s*\[?\s*\"(?:News|Reportage|Blog)?(?:Article|Posting)\""
)
"""Marks that only pages with articles carry, however short the article is."""
PRINTED = (b"enpproperty", b"<founder-content")
"""Those of them that stand in the articles of most e-papers: looking for them first spares the patterns."""
NOT_FREE = re.compile(rb"(?i)\"isAccessibleForFree\"\s*:\s*\"?false")
"""What schema.org has for paid articles: https://schema.org/isAccessibleForFree."""
PAY = (
    _words("请购买该报纸后再访问", "本文为付费文章", "本文为付费内容"),
    _words("购买后阅读全文", "购买后可阅读全文", "付费后阅读全文", "付费后可阅读全文"),
    _words("会员后阅读全文", "会员后可阅读全文", "会员即可阅读全文", "订阅后阅读全文", "订阅后可阅读全文"),
    _words("登录后阅读全文", "登录后可阅读全文", "登录即可阅读全文"),
    re.compile(rb"(?i)(?:subscribe|sign in|log in|register)(?: now)? to (?:continue|keep) reading"),
    re.compile(rb"(?i)for subscribers only"),
)
HINTS_OF_PAY = (
    *(word.encode(charset) for word in ("阅读全文", "请购买该报纸", "本文为付费") for charset in ("utf-8", "gb18030")),
    *(b"to continue reading", b"to keep reading", b"for subscribers only"),
)
"""One of these stands in every page that the marks of pay walls fit; looking for them takes a tenth of the time."""
HINTS_OF_CONSENT = (b"consent", b"cookiewall", b"privacy", b"before you continue", b"bevor sie fortfahren")
"""The same for consent forms, in lower case."""
HIDDEN = re.compile(rb"(?is)<(script|style|template|noscript|svg)\b.*?</\1\s*>|<!--.*?-->")
PARAGRAPH = re.compile(rb"(?is)<p\b[^>]*>(.*?)</p>")
TAGS_AND_SPACE = re.compile(rb"(?s)<[^>]*>|\s+")
SHORTEST_NEWS = 900
"""Bytes of running text from which a page is no mere form: 300 Chinese characters."""
LONGEST_CONSENT = 4000
LONGEST_TEASER = 1000
"""Bytes of paragraphs that stand before a pay wall at most. Of 27 real pages that call themselves not free the 25 with
their whole text have 1,600 or more, the two teasers 629 and 800."""


def wall(status: int, body: bytes) -> str:
    """Return the evidence that an answer is a wall, in a few words; empty when it is none.

    >>> wall(521, b"<script>document.cookie='x'</script>")
    'status 521 with a script of 36 bytes'
    """
    if evidence := _bare_script(status, body):
        return evidence
    if any(mark in body for mark in PRINTED):
        return ""
    return _script(status, body) or _form(status, body) or _consent(body)


def pay_wall(body: bytes) -> str:
    """Return the evidence that an article page holds a teaser and asks for money; empty when it does not.

    An article that its publisher calls not free, but sends whole, is no wall.
    """
    if b"isAccessibleForFree" in body and NOT_FREE.search(body) and b'"articleBody"' not in body:
        shown = HIDDEN.sub(b"", body)
        said = _said_in_paragraphs(shown)
        if said < LONGEST_TEASER:
            return f"the publisher calls it not free, and shows {said} bytes of it"
    lowered = body.lower()
    if any(hint in lowered for hint in HINTS_OF_PAY) and any(mark.search(body) for mark in PAY):
        shown = HIDDEN.sub(b"", body)
        said = _said_in_paragraphs(shown) or len(TAGS_AND_SPACE.sub(b"", shown))
        if said < LONGEST_TEASER and any(mark.search(shown) for mark in PAY):
            return f"it asks for payment or a login after {said} bytes"
    return ""


def _bare_script(status: int, body: bytes) -> str:
    largest = LARGEST_SCRIPT if status in SCRIPT_STATUSES else TINY_BYTES if status == 202 else -1
    if len(body) <= largest and (b"<script" in body.lower() or status == 521) and _says_little(body):
        return f"status {status} with a script of {len(body)} bytes"
    return ""


def _script(status: int, body: bytes) -> str:
    largest = LARGEST_SCRIPT if status in REFUSING_STATUSES else LARGEST_MARKED
    if len(body) <= largest:
        for mark, name in SCRIPTS:
            # Some of these scripts also stand in ordinary pages, to watch their readers.
            if mark.search(body) and _says_little(body) and not ARTICLE.search(body):
                return f"{name} (status {status})"
    return ""


def _form(status: int, body: bytes) -> str:
    if len(body) <= LARGEST_MARKED and not ARTICLE.search(body):
        for mark, name in FORMS:
            if mark.search(body) and _says_little(body):
                return f"{name} (status {status})"
    return ""


def _consent(body: bytes) -> str:
    lowered = body.lower() if len(body) <= LARGEST_CONSENT else b""
    if not any(hint in lowered for hint in HINTS_OF_CONSENT) or not CONSENT.search(body) or ARTICLE.search(body):
        return ""
    shown = HIDDEN.sub(b"", body)
    return "a consent form instead of the page" if len(TAGS_AND_SPACE.sub(b"", shown)) < LONGEST_CONSENT else ""


def _says_little(body: bytes) -> bool:
    """True when a page has no running text: a form or a script, not an article that speaks of captchas."""
    return len(TAGS_AND_SPACE.sub(b"", HIDDEN.sub(b"", body))) < SHORTEST_NEWS


def _said_in_paragraphs(shown: bytes) -> int:
    return sum(len(TAGS_AND_SPACE.sub(b"", text)) for text in PARAGRAPH.findall(shown))
