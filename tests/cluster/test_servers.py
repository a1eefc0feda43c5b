"""Each of the three servers for real: take one away and this file goes red."""

import pytest
from celery.events.receiver import EventReceiver
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from elasticsearch.dsl import Document, Index, Text, connections

from search.french.es_analysis import INDEX_ANALYSER, elasticsearch_analysis
from taxonomy.models import Domaine
from workers.celery import app

pytestmark = pytest.mark.cluster


@pytest.mark.django_db
def test_postgresql_holds_every_migration():
    executor = MigrationExecutor(connection)
    assert connection.vendor == "postgresql"
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


@pytest.mark.django_db
def test_postgresql_keeps_what_is_written():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_setting('server_encoding')")
        assert cursor.fetchone() == (connection.settings_dict["NAME"], "UTF8")
    before = Domaine.objects.count()
    Domaine.objects.create(nom="Épreuve", slug="epreuve-des-serveurs", critere="sociaux")
    assert Domaine.objects.count() == before + 1


def test_redis_keeps_what_is_cached():
    cache.set("épreuve", {"valeur": 17}, timeout=60)
    try:
        assert type(cache._cache).__name__ == "RedisCacheClient"
        assert cache.get("épreuve") == {"valeur": 17}
    finally:
        cache.delete("épreuve")


class Witness(EventReceiver):
    """Sends a task once it listens, and stops at the event that tells the task's end."""

    def __init__(self, connection, task):
        self.task = task
        self.told = None
        super().__init__(connection, app=app, handlers={"task-succeeded": self.note, "task-failed": self.note})

    def on_consume_ready(self, *args, **options):
        super().on_consume_ready(*args, **options)
        self.sent = app.tasks[self.task].delay().id

    def note(self, event):
        if event["uuid"] == self.sent:
            self.told = event["type"]
            self.should_stop = True


@pytest.mark.django_db
def test_worker_takes_a_task_from_redis_and_runs_it_on_postgresql(worker):
    app.loader.import_default_modules()
    with app.connection_for_read() as broker:
        assert broker.transport.driver_type == "redis"
        witness = Witness(broker, "links.prune")
        witness.capture(limit=None, timeout=60, wakeup=False)
    assert witness.told == "task-succeeded"


def test_elasticsearch_finds_french_through_its_dsl():
    class Epreuve(Document):
        titre = Text(analyzer=INDEX_ANALYSER)

        class Index:
            name = f"{settings.ELASTICSEARCH_INDEX}_epreuve"
            settings = {"number_of_shards": 1, "number_of_replicas": 0, "analysis": elasticsearch_analysis()}

    connections.create_connection(alias="epreuve", hosts=[settings.ELASTICSEARCH_URL], request_timeout=30)
    index = Index(Epreuve.Index.name, using="epreuve")
    index.delete(ignore_unavailable=True)
    try:
        Epreuve.init(using="epreuve")
        for number, title in enumerate(["L’économie des territoires", "La santé pour tous"]):
            Epreuve(meta={"id": str(number)}, titre=title).save(using="epreuve", refresh=True)
        found = Epreuve.search(using="epreuve").query("match", titre="economies d’un territoire").execute()
        assert [(hit.meta.id, hit.titre) for hit in found] == [("0", "L’économie des territoires")]
    finally:
        index.delete(ignore_unavailable=True)
        connections.get_connection("epreuve").close()
        connections.remove_connection("epreuve")
