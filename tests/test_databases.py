import pytest
from wagtail.models import Locale, Page

from search.lexique.models import Sigle
from taxonomy.enums import Critere
from taxonomy.models import Domaine
from tests import databases, remembered
from tests.conftest import folder_of_databases


def test_template_has_another_name_once_a_migration_or_what_it_imports_is_changed(monkeypatch, tmp_path):
    files = databases.files_of_the_migrations()
    (tmp_path / "0002_more.py").write_text("# one more")
    before = databases.state_of_the_migrations()
    monkeypatch.setattr(databases, "files_of_the_migrations", lambda: files | {tmp_path / "0002_more.py"})

    assert databases.state_of_the_migrations() != before
    named = {str(path.relative_to(databases.ROOT)) for path in files if databases.is_ours(path)}
    assert {"search/migrations/0001_release_1.py", "search/lexique/shipped.py"} <= named


@pytest.mark.django_db(transaction=True)
def test_database_begins_again_with_what_the_migrations_wrote(pytestconfig):
    def held():
        return [model.objects.count() for model in (Locale, Page, Sigle, Domaine)]

    before = held()
    Domaine.objects.create(nom="Culture", critere=Critere.SOCIETAUX)
    Page.objects.all().delete()
    databases.begin_again(folder_of_databases(pytestconfig))
    remembered.current.forget()

    assert held() == before
