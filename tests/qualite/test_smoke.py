import pytest
from tests.factories import pages
from qualite.examining import examined
pytestmark = pytest.mark.django_db
def test_x(client, settings):
    from django.core.management import call_command
    import io
    call_command("load_demo", stdout=io.StringIO())
    from pages.models import PageEditoriale
    from qualite.recording import mark_late, examine_marked
    from qualite.models import BilanDeQualite
    import time
    from django.utils import timezone
    mark_late(timezone.localdate())
    t=time.perf_counter(); n=0
    while d:=examine_marked(): n+=d
    print(n, time.perf_counter()-t)
    from collections import Counter
    c=Counter(); 
    for b in BilanDeQualite.objects.select_related("page"):
        for x in b.constats: c[x["verification"]]+=1
    print(c, Counter(b.score//10*10 for b in BilanDeQualite.objects.all()))
    for b in BilanDeQualite.objects.all()[:12]:
        print(b.page, b.score, [x["phrase"][:110] for x in b.constats][:5])
    import qualite.french as f
    from qualite.reading import read_page
    for p in PageEditoriale.objects.all().specific()[:60]:
        r=read_page(p,today=timezone.localdate()); m=f.measured(x.text for x in r.runs)
        if m.words>=100: print(round(m.kandel_moles), round(m.lix), m.words, m.sentences, round(m.syllables/m.words,2), p)
