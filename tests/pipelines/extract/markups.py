"""Self-written articles in the markup of four kinds of site: e-paper, government, WordPress, portal."""

from datetime import UTC, datetime

from pipelines.items import FetchedPage, Hints

WRITERS = ("王雪", "李明", "赵倩", "周强", "吴敏")
NAMES = ("Li Wei", "Anna Berg", "Tom Reed", "Mary Stone", "Paul Hart")
TOWNS = ("河东", "河西", "城南", "城北", "新区")
THINGS = ("书房", "菜场", "公园", "码头", "学校")
DEEDS = ("开放", "翻新", "动工", "迁址", "招生")
MENU = "<ul>" + "".join(f'<li><a href="/c{n}/">{word}</a></li>' for n, word in enumerate("首要政民经文体视")) + "</ul>"


def paragraphs(number: int) -> list[str]:
    """Three paragraphs that no other article has."""
    town, thing, deed = TOWNS[number], THINGS[number], DEEDS[number]
    return [
        f"昨天上午，{town}的{thing}正式{deed}，{'附近' * (number + 1)}的居民一早就赶来看热闹，队伍排到了路口。",
        f"负责人介绍，{thing}占地{number + 3}亩，投入{number + 20}名工作人员，{town}居民步行{number + 5}分钟就能到。",
        f"“{thing}{deed}以后，孩子们有地方去了。”住在{town}的陈阿姨说，她已经盼了{number + 2}年。",
    ]


def title(number: int) -> str:
    """Headline of an article."""
    return f"{TOWNS[number]}{THINGS[number]}昨日{DEEDS[number]}，居民盼了{number + 2}年"


def epaper(number: int) -> FetchedPage:
    """An article of the newer Founder e-paper line."""
    text = "".join(f"<P>　　{each}</P>" for each in paragraphs(number))
    body = f"""<html><head><title>云江日报</title></head><body>{MENU}
<div class="newsdetatit"><p class="intro" id="PreTitle">民生实事{TOWNS[number]}见</p><h2 id="Title">{title(number)}</h2>
<p class="sub" id="SubTitle">{THINGS[number]}的一天</p></div>
<div class="newstime"><span class="author">本报记者 {WRITERS[number]}</span>
<span class="date">2026-03-1{number}</span></div>
<div id="ozoom" class="newsdetatext"><founder-content><!--enpcontent-->{text}<!--/enpcontent--></founder-content></div>
</body></html>"""
    return _page(body, f"http://paper.test/pc/content/202603/1{number}/content_5{number}.html", "云江日报", number)


def government(number: int) -> FetchedPage:
    """An article of a government site in TRS markup, with the prescribed meta tags."""
    text = "".join(f'<p style="text-indent:2em">{each}</p>' for each in paragraphs(number))
    body = f"""<html lang="zh-CN"><head><title>{title(number)}_云江市人民政府</title>
<meta name="SiteName" content="云江市人民政府"><meta name="ArticleTitle" content="{title(number)}">
<meta name="PubDate" content="2026-03-1{number} 09:3{number}">
<meta name="ContentSource" content="云江市{TOWNS[number]}街道">
</head><body>{MENU}<div class="article-box"><h1 class="article-title">{title(number)}</h1>
<div class="article-info"><span class="pub-date">发布日期：2026-03-1{number}</span>
<span class="pub-source">来源：云江市{TOWNS[number]}街道</span></div>
<div class="view TRS_UEDITOR trs_paper_default">{text}</div></div>
<div class="footer">主办：云江市人民政府办公室</div></body></html>"""
    return _page(body, f"http://gov.test/zwdt/202603/t2026031{number}_88{number}.html", "云江市人民政府", number)


def wordpress(number: int) -> FetchedPage:
    """A post of a WordPress theme, in English."""
    lines = [
        f"The {number + 2} new benches in {NAMES[number]} Park were opened on Monday, and residents came early to sit.",
        f"Council member {number + 4} of the parks group said the work took {number + 3} months and cost little money.",
        f"“We waited {number + 5} years for this,” said a neighbour, with coffee for the {number + 6} workers.",
    ]
    text = "".join(f"<p>{each}</p>" for each in lines)
    head = f"Park number {number} gets its benches after {number + 5} years of waiting"
    body = f"""<html lang="en"><head><title>{head} - Riverton Post</title><meta property="og:title" content="{head}">
<meta property="og:site_name" content="Riverton Post">
<meta property="article:published_time" content="2026-03-1{number}T08:00:00+00:00"></head>
<body class="single postid-48{number}"><header><nav><a href="/">Home</a> <a href="/city">City</a></nav></header>
<article id="post-48{number}" class="post type-post"><header class="entry-header"><h1 class="entry-title">{head}</h1>
<div class="entry-meta">
<time class="entry-date published" datetime="2026-03-1{number}T08:00:00+00:00">March 1{number}, 2026</time>
<span class="byline">By <span class="author vcard">
<a class="url fn" rel="author" href="/a/{number}">{NAMES[number]}</a></span></span>
</div></header><div class="entry-content">{text}</div></article>
<footer><p>Copyright Riverton Post</p></footer></body></html>"""
    return _page(body, f"http://post.test/city/benches-{number}/", "Riverton Post", number)


def portal(number: int) -> FetchedPage:
    """An article of a Chinese portal with its line of labels."""
    text = "".join(f"<p>　　{each}</p>" for each in paragraphs(number))
    body = f"""<html><head><title>{title(number)}-云江网</title></head><body><div class="nav">{MENU}</div>
<div class="content-left"><h1 class="news-title">{title(number)}</h1>
<div class="news-about"><span class="time">2026-03-1{number} 10:2{number}</span>
<span class="laiyuan">来源：{TOWNS[number]}晚报</span>
<span class="zuozhe">作者：{WRITERS[number]}</span></div>
<div class="news-con">{text}</div><div class="editor">责任编辑：孙梅</div></div>
<div class="hot"><ul><li><a href="/1">云江大桥下月通车，两岸只要五分钟</a></li></ul></div></body></html>"""
    return _page(body, f"http://www.yunjiang.test/a/2026031{number}/77{number}.html", "云江网", number)


def _page(body: str, url: str, name: str, number: int) -> FetchedPage:
    return FetchedPage(
        url=url,
        source="learned",
        source_name=name,
        body=body.encode(),
        fetched_at=datetime(2026, 3, 20, number, tzinfo=UTC),
        headers={"content-type": "text/html; charset=utf-8"},
        hints=Hints(language="zh-Hans" if name != "Riverton Post" else "en"),
    )
