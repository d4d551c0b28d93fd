"""`jianbao alert`: who is mailed what. The work is in `archive.subscriptions` and `scheduler.alerts`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from archive.errors import AskedWrongly
from scheduler.cli import show
from scheduler.cli.desk import Desk, pass_desk
from scheduler.cli.lazy import NounGroup
from scheduler.cli.outbox import outbox
from scheduler.cli.types import DAY, NUMBER

if TYPE_CHECKING:  # the command line imports no database before a command needs it
    from archive.subscriptions import SubscriptionView, Target

RHYTHMS = ("at-once", "day", "week")  # archive.subscriptions.RHYTHMS; written out so that --help needs no database

MATCHES_SHOWN = 10
"""Finds that `alert show` prints."""


@click.group(cls=NounGroup, example="jianbao alert add li@example.org 'theme:innovation 专精特新'")
def alert() -> None:
    """Mail readers what newly matches their queries."""


alert.add_command(outbox)


@alert.command(example="jianbao alert add li@example.org 'theme:innovation 专精特新' --every day")
@click.argument("given", nargs=-1, required=True, metavar="[EMAIL] QUERY")
@click.option("--webhook", default="", metavar="URL", help="POST to this address instead of mail, signed.")
@click.option(
    "--chat", default="", metavar="URL", help="Tell a chat instead, such as wecombot://KEY (needs jianbao[chat])."
)
@click.option("--feed", is_flag=True, help="Send nothing; print the private address of a feed.")
@click.option("--every", type=click.Choice(RHYTHMS), default="day", show_default=True, help="Rhythm of the letters.")
@click.option("--name", default="", help="What letters call the search; the query when not given.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Of the letters.")
@click.option("--time-zone", default="Asia/Shanghai", show_default=True, help="Daily letters come at 07:30 there.")
@click.option("--confirmed", is_flag=True, help="The reader has agreed already: send no confirmation letter.")
@pass_desk
def add(
    desk: Desk,
    *,
    given: tuple[str, ...],
    webhook: str,
    chat: str,
    feed: bool,
    every: str,
    name: str,
    language: str,
    time_zone: str,
    confirmed: bool,
) -> None:
    """Tell EMAIL, a webhook, a chat or a feed what newly matches QUERY.

    An address gets a confirmation letter first. Try the query with `jianbao search` before: an alert finds exactly
    what a search finds. A webhook's secret is printed once; docs/readers/webhooks.md says how to check signatures.
    """
    from archive import subscriptions
    from archive.subscriptions.forecast import forecast

    if len(given) > 2:
        raise AskedWrongly("more than an EMAIL and a QUERY", mend="put the QUERY between quotation marks")
    email, query = given if len(given) == 2 else ("", given[0])
    channel, target = _channel(email=email, webhook=webhook, chat=chat, feed=feed)
    now = desk.now
    expected = forecast(desk.engine, query, now=now)
    if email:
        reader = subscriptions.add_subscriber(
            desk.engine, email, language=language, time_zone=time_zone, now=now, confirmed=confirmed
        )
    else:
        reader = subscriptions.house(desk.engine, now=now)
    wanted = subscriptions.add(
        desk.engine, reader.id, query, name=name, rhythm=every, channel=channel, target=target, now=now
    )
    click.echo(f"alert {wanted.id}")
    show.say(f"{_rate(expected.a_week, expected.days)}; the archive holds {expected.stories} stories that it finds")
    if every == "at-once" and expected.is_flood:
        show.say("that is many letters a day; consider --every day")
    if target is not None and target.secret:
        click.echo(f"secret {target.secret}")
    if channel == "feed":
        click.echo(_feed_url(desk, wanted))
    if channel == "mail":
        _tell_of_mail(desk, wanted)


def _channel(*, email: str, webhook: str, chat: str, feed: bool) -> tuple[str, Target | None]:
    """Return the one channel that was asked for, and where it leads. Raises AskedWrongly."""
    from archive import subscriptions

    chosen = [name for name, given in (("mail", email), ("webhook", webhook), ("chat", chat), ("feed", feed)) if given]
    if len(chosen) != 1:
        raise AskedWrongly("an alert goes one way", mend="give an EMAIL, or one of --webhook, --chat, --feed")
    if chat:
        from scheduler.alerts.chat import check_chat

        check_chat(chat)
    return chosen[0], subscriptions.new_target(chosen[0], webhook or chat)


def _tell_of_mail(desk: Desk, wanted: SubscriptionView) -> None:
    """Ask the reader to confirm where that is needed, and say what becomes of the letters."""
    from scheduler.alerts.notices import ask_to_confirm
    from scheduler.mail import read_mail_config

    if wanted.subscriber.state != "confirmed":
        asked = ask_to_confirm(desk.engine, desk.config, wanted, now=desk.now)
        show.say("a letter asks the reader to confirm" if asked else "the reader was asked to confirm today already")
    if not read_mail_config(desk.config).host:
        show.say(f"no letter leaves yet: set [mail] host in {desk.config.path}")


def _feed_url(desk: Desk, one: SubscriptionView) -> str:
    from scheduler.alerts.stationery import open_stationery

    return open_stationery(desk.config).feed_url(one.id, one.feed_serial)


@alert.command(example="jianbao alert feed 3 --renew")
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--renew", is_flag=True, help="Make a new address; every earlier one stops working.")
@pass_desk
def feed(desk: Desk, *, number: int, renew: bool) -> None:
    """Print the private feed address of an alert, for a feed reader."""
    from archive import subscriptions

    one = subscriptions.renew_feed(desk.engine, number) if renew else subscriptions.get(desk.engine, number)
    click.echo(_feed_url(desk, one))


@alert.command(example="jianbao alert edit 3 '专精特新 -source:yunjiang-daily'")
@click.argument("number", metavar="ID", type=NUMBER)
@click.argument("query", required=False)
@click.option("--undo", "back", is_flag=True, help="Take the last change of the query back.")
@pass_desk
def edit(desk: Desk, *, number: int, query: str | None, back: bool) -> None:
    """Change what an alert asks, from now on, or take the last change back."""
    from archive import subscriptions

    if bool(query) == back:
        raise AskedWrongly("nothing to change", mend="give the new QUERY, or --undo")
    if query:
        one = subscriptions.edit(desk.engine, number, query, now=desk.now)
    else:
        one = subscriptions.undo(desk.engine, number, now=desk.now)
    click.echo(f"alert {one.id}: {one.query}")


@alert.command("list", example="jianbao alert list --all")
@click.option("--all", "everything", is_flag=True, help="Ended ones too.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@pass_desk
def list_(desk: Desk, *, everything: bool, as_json: bool) -> None:
    """List who is mailed what."""
    from archive import subscriptions

    found = subscriptions.list_subscriptions(desk.engine, states=() if everything else ("active", "paused"))
    if as_json:
        show.as_json([_nameless(one) for one in found])
        return
    rows = [
        (
            one.id,
            _whom(one),
            one.label,
            f"{one.channel} {one.rhythm}",
            one.state if one.subscriber.state == "confirmed" else one.subscriber.state,
            one.matches,
            one.waiting,
            show.when(one.last_sent_at),
        )
        for one in found
    ]
    show.table(("id", "reader", "search", "every", "state", "matches", "waiting", "last letter"), rows)


@alert.command("show", example="jianbao alert show 3")
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@pass_desk
def show_(desk: Desk, *, number: int, as_json: bool) -> None:
    """Show one alert: its query in words, the last stories that it found, and what became of each."""
    from archive import subscriptions
    from archive.errors import QueryError
    from archive.query import explain, parse

    one = subscriptions.get(desk.engine, number)
    found = subscriptions.list_matches(desk.engine, one.id, limit=MATCHES_SHOWN)
    if as_json:
        show.as_json(show.plain(_nameless(one)) | {"found": found})
        return
    reader = one.subscriber
    try:
        meaning = explain(parse(one.query), "zh" if desk.language == "zh" else "en")
    except QueryError as error:
        meaning = f"cannot be read: {error.wrong}"
    rows = [
        ("reader", f"{reader.id} {_whom(one)} ({reader.state}, {reader.language})"),
        ("query", one.query),
        ("finds", meaning),
        ("name", one.name or "-"),
        ("channel", one.channel),
        ("every", f"{one.rhythm} ({reader.time_zone})"),
        ("state", f"{one.state} ({one.reason})" if one.reason else one.state),
        ("added", show.when(one.created_at)),
        ("matches", f"{one.matches}, of these {one.waiting} waiting"),
        ("last letter", show.when(one.last_sent_at)),
        *(
            ("changed", f"{show.when(edit.at)} {edit.why}: {edit.before}")
            for edit in subscriptions.edits(desk.engine, one.id)
        ),
    ]
    show.table((), rows)
    if found:
        click.echo("")
        show.table(
            ("matched", "story", "source", "article", "letter"),
            [
                (show.when(match.matched_at), match.title, match.source, match.article_id, match.state)
                for match in found
            ],
        )


@alert.command(example="jianbao alert test 3")
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--html", is_flag=True, help="The HTML part instead of the text.")
@pass_desk
def test(desk: Desk, *, number: int, html: bool) -> None:
    """Print the letter that an alert would give now; nothing is sent.

    It tells of the stories that wait, else of the last ones that the query finds.
    """
    from scheduler.alerts.preview import sample

    letter = sample(desk.engine, desk.config, number, now=desk.now)
    if letter is None:
        show.say("nothing waits, and the archive holds nothing that the query finds")
        return
    part = letter.get_body(("html" if html else "plain",))
    if not html:
        click.echo(f"To: {letter['To']}\nSubject: {letter['Subject']}\n")
    click.echo(part.get_content() if part is not None else "")


@alert.command(example="jianbao alert pause 3")
@click.argument("number", metavar="ID", type=NUMBER)
@pass_desk
def pause(desk: Desk, *, number: int) -> None:
    """Stop an alert until it is resumed."""
    from archive import subscriptions

    click.echo(f"alert {subscriptions.pause(desk.engine, number, reason='by hand').id} paused")


@alert.command(example="jianbao alert resume 3")
@click.argument("number", metavar="ID", type=NUMBER)
@pass_desk
def resume(desk: Desk, *, number: int) -> None:
    """Let a paused alert match again, from now on."""
    from archive import subscriptions

    click.echo(f"alert {subscriptions.resume(desk.engine, number).id} active")


@alert.command(example="jianbao alert remove 3 --yes")
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--yes", is_flag=True, help="Really end it.")
@pass_desk
def remove(desk: Desk, *, number: int, yes: bool) -> None:
    """End an alert for good.

    What it has found stays in the list of matches.
    """
    from archive import subscriptions

    one = subscriptions.get(desk.engine, number)
    if not yes:
        raise AskedWrongly(f"this ends alert {one.id} ({one.label})", mend="add --yes")
    click.echo(f"alert {subscriptions.end(desk.engine, number, reason='removed').id} ended")


@alert.command(example="jianbao alert tell zhenjiang-daily --since 2026-03-01")
@click.argument("source")
@click.option("--since", type=DAY, required=True, help="Of what was stored from this day on, Shanghai time.")
@click.option("--yes", is_flag=True, help="Really tell; without it, it is only counted.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@pass_desk
def tell(desk: Desk, *, source: str, since: date, yes: bool, as_json: bool) -> None:
    """Tell readers of articles of SOURCE that were stored as no news.

    A first crawl, a backfill and an import mail nobody. This counts what all alerts would tell of them, and with
    --yes lets them: each story once an alert, in its own rhythm, and nothing older than [alerts] max_age_days.
    """
    from datetime import UTC, datetime, time

    from archive.health import HOUSE_ZONE
    from archive.subscriptions import alerts_config
    from scheduler.alerts.tell import tell as tell_of

    begin = datetime.combine(since, time(), tzinfo=HOUSE_ZONE).astimezone(UTC)
    done = tell_of(desk.engine, alerts_config(desk.config), source=source, since=begin, now=desk.now, really=yes)
    if as_json:
        show.as_json(done)
        return
    counted = f"{done.stories} stories of {done.articles} articles, {done.alerts} alerts of {done.readers} readers"
    click.echo(f"{'will be told' if yes else 'would be told'}: {counted}")
    if not yes and done.matches:
        show.say("nothing is mailed yet; --yes lets it go")


@alert.command(example="jianbao alert preview '专精特新 place:zhenjiang'")
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="Stories shown.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@pass_desk
def preview(desk: Desk, *, query: str, limit: int, as_json: bool) -> None:
    """Show the last stories that QUERY finds, and how many it would mail a week."""
    from archive.subscriptions.forecast import forecast

    expected = forecast(desk.engine, query, now=desk.now, limit=limit)
    if as_json:
        show.as_json(expected)
        return
    for hit in expected.last:
        click.echo(f"{hit.published_on or 'undated   '}  {hit.source}  {show.marked(hit.title, hit.title_marks)}")
        if hit.snippet is not None:
            click.echo(f"            {show.marked(hit.snippet.text, hit.snippet.marks)}")
    click.echo(f"{expected.stories} stories in the archive; {_rate(expected.a_week, expected.days)}")


def _whom(one: SubscriptionView) -> str:
    """Return to whom an alert goes, without keys or whole addresses."""
    from archive.subscriptions import masked

    if one.subscriber.is_house:
        return one.target or f"({one.channel})"
    return masked(one.subscriber.email)


def _nameless(one: SubscriptionView) -> SubscriptionView:
    """Return an alert without the reader's address, which belongs in no export."""
    from archive.subscriptions import masked

    return replace(one, subscriber=replace(one.subscriber, email=masked(one.subscriber.email)))


def _rate(a_week: float | None, days: float) -> str:
    if a_week is None:
        return "no forecast yet: the archive has no news that would have been mailed"
    rate = f"about {a_week:.0f} a week" if a_week >= 1 or a_week == 0 else "less than one a week"
    return f"{rate}, going by {days:.0f} day(s) of news"
