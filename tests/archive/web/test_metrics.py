"""The figures for Prometheus: counted from the rows, read by its own parser, and not for everybody."""

import warnings

import pytest
from prometheus_client.parser import text_string_to_metric_families

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have another HTTP library than the one that is installed
    from starlette.testclient import TestClient


def figures(app):
    """The figures as Prometheus reads them: (name, label) → value."""
    client = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 50000))
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    samples = [one for family in text_string_to_metric_families(answer.text) for one in family.samples]
    return {(one.name, *one.labels.values()): one.value for one in samples}


def test_the_figures_are_those_of_the_archive(archive):
    """Articles, sources, runs and letters are counted as the pages show them."""
    client, _ = archive
    found = figures(client.app)
    shown = client.get("/search.json?q=").json()
    assert found["jianbao_articles",] == shown["total"] > 0
    assert found["jianbao_stories",] == shown["stories"]
    assert found["jianbao_sources", "ok"] >= 1
    assert found["jianbao_ledger_24h", "stored"] > 0
    assert found["jianbao_matching_behind_seconds",] > 0


def test_an_empty_archive_has_figures(empty):
    """Nothing stored is 0, not an error."""
    found = figures(empty.app)
    assert (found["jianbao_articles",], found["jianbao_sources_due",]) == (0, 0)


@pytest.mark.parametrize("ip", ["192.0.2.7", "10.0.0.3"])
def test_strangers_read_none(empty, ip):
    """Unless [web] metrics is open, only this machine and people at the desk read them."""
    client = TestClient(empty.app, base_url="http://localhost", client=(ip, 50000))
    assert client.get("/metrics").status_code == 400
