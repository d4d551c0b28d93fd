"""The home folder of the demo: its settings, its five source files, its reader."""

from pathlib import Path

from archive.config import Config, load_config

READER = "reader@yunjiang.test"
QUERY = "人才公寓 OR 概念验证中心"
QUERY_NAME = "人才与住房"

SETTINGS = """\
# Written by `jianbao demo`: everything stays on this machine.
[crawl]
packaged_sources = false
contact = "demo@yunjiang.test"
allow_private = true
delay_s = 0.02

[clock]
tick_s = 0.2
match_every_s = 4
send_every_s = 0.5
sweep_every_s = 5

[alerts]
hold_min = 0

[mail]
host = "127.0.0.1"
port = {smtp_port}
sender = "jianbao@yunjiang.test"
sender_name = "剪报"

[web]
public_url = "http://127.0.0.1:8642"
"""

SOURCES = {
    "yunjiang-daily": """\
# 云江日报: newer Founder e-paper, found by its month file.
id: yunjiang-daily
name: 云江日报
family: edition
place: cn-demo-yunjiang
language: zh-Hans
rank: 10
start: {site}/YJRB/PC/layout/{{day:%Y%m}}/{{day:%d}}/node_01.html
edition:
  line: founder-new
  calendar: {site}/YJRB/PC/layout/{{day:%Y%m}}/period.xml
every: day at 06:40 Asia/Shanghai
""",
    "yunjiang-evening": """\
# 云江晚报: older Founder e-paper in GBK that says gb2312; its first page is node_2.
id: yunjiang-evening
name: 云江晚报
family: edition
place: cn-demo-yunjiang
language: zh-Hans
rank: 20
start: {site}/yjwb/html/{{day:%Y-%m}}/{{day:%d}}/node_2.htm
edition:
  line: founder-old
every: day at 07:10 Asia/Shanghai
""",
    "yunjiang-government": """\
# 云江市人民政府: a list of documents with the mandatory meta tags, the policy table and attachments.
id: yunjiang-government
name: 云江市人民政府
family: govsite
place: cn-demo-yunjiang
language: zh-Hans
rank: 5
start: {site}/gov/xxgk/list.shtml
every: day at 07:20 Asia/Shanghai
""",
    "yunjiang-radio": """\
# 云江之声: RSS with teasers; the text is on the page.
id: yunjiang-radio
name: 云江之声
family: feed
place: cn-demo-yunjiang
language: zh-Hans
rank: 30
start: {site}/radio/feed.xml
every: day at 07:30 Asia/Shanghai
""",
    "yunjiang-portal": """\
# 云江热线: stands behind an anti-bot wall. It is reported, not defeated.
id: yunjiang-portal
name: 云江热线
family: listing
place: cn-demo-yunjiang
language: zh-Hans
start: {site}/portal/news/index.html
every: day at 07:30 Asia/Shanghai
""",
}


def furnish(home: Path, *, site: str, smtp_port: int, database: str = "") -> Config:
    """Write settings and source files into the folder and return its configuration.

    The environment is left out: the demo is the same on every machine.
    """
    folder = home / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    settings = SETTINGS.format(smtp_port=smtp_port)
    if database:
        settings += f'[database]\nurl = "{database}"\n'
    (home / "jianbao.toml").write_text(settings, encoding="utf-8")
    for name, text in SOURCES.items():
        (folder / f"{name}.yaml").write_text(text.format(site=site), encoding="utf-8")
    return load_config(home, environment={})
