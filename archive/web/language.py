"""Which language a reader is shown: asked for in the address, remembered in a cookie, or told by the browser."""

from starlette.requests import Request

LANGUAGES = ("zh", "en")
COOKIE = "language"


def choose_language(request: Request, default: str) -> str:
    """Return zh or en for this reader: `?lang=` before the cookie, before Accept-Language, before `default`."""
    asked = (request.query_params.get("lang", ""), request.cookies.get(COOKIE, ""))
    for wish in asked:
        if wish in LANGUAGES:
            return wish
    return preferred(request.headers.get("accept-language", "")) or (default if default in LANGUAGES else "zh")


def preferred(header: str) -> str:
    """Return the language of LANGUAGES that an Accept-Language header wants most, empty when it wants none.

    >>> preferred("fr, en-GB;q=0.7, zh-CN;q=0.9")
    'zh'
    """
    wishes = [_wish(part) for part in header.split(",")[:20]]
    known = [(weight, -place, name) for place, (name, weight) in enumerate(wishes) if name in LANGUAGES and weight > 0]
    return max(known)[2] if known else ""


def _wish(part: str) -> tuple[str, float]:
    """Return the main language and the weight of one entry such as `zh-CN;q=0.9`; a broken weight counts 0."""
    name, _, parameters = part.partition(";")
    main = name.strip().lower().split("-")[0]
    weight = parameters.strip().removeprefix("q=").strip()
    try:
        return main, float(weight) if weight else 1.0
    except ValueError:
        return main, 0.0
