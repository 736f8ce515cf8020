"""The guide inside the product, the walk of a first visit, the shortcuts, and what a chart offers."""

import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.template import Context, Template
from django.urls import get_resolver

from nsc.access.roles import OPERATOR, ROLES
from nsc.web import guide, shell, tours

FOLDER = settings.BASE / "docs" / "guide"
NAMES = sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != guide.INDEX)


@pytest.fixture
def reader(enter, somjai, province):
    return enter(somjai)


def text(response, status=200) -> str:
    assert response.status_code == status, response.status_code
    return response.content.decode()


# — the guide —


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.django_db
def test_every_page_of_the_guide_opens_with_its_own_title_and_no_raw_marks(reader, name):
    page = text(reader.get(f"/guide/{name}/"))
    article = page[page.index("<article") : page.index("</article>")]
    assert len(re.findall(r"<h1\b", page)) == 1 and "<img" not in article and ".md" not in re.sub(r"<code>.*?</code>|>[^<]*<", "", article)
    assert len(re.findall(r'\bid="[^"]*"', article)) == len(set(re.findall(r'\bid="[^"]*"', article)))


@pytest.mark.django_db
def test_the_index_lists_all_and_finds_by_words(reader):
    page = text(reader.get("/guide/"))
    assert all(f'href="/guide/{name}/"' in page for name in NAMES)
    found = text(reader.get("/guide/?q=ฉุกเฉิน แฟ้ม"))
    assert 'href="/guide/audit/"' in found and 'href="/guide/thaid/"' not in found
    assert "ไม่มีหน้าใดมีคำนี้" in text(reader.get("/guide/?q=ไม่มีคำนี้แน่นอน"))
    assert "<script" not in text(reader.get("/guide/?q=<script>x"))[3000:].split("</main>")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nothing", "README"])
def test_no_other_file_opens(reader, name):
    text(reader.get(f"/guide/{name}/"), 404)


@pytest.mark.django_db
def test_who_is_not_signed_in_is_asked_to(client, province):
    assert client.get("/guide/")["Location"].startswith("/sign-in/")


def test_links_within_the_guide_open_here_and_papers_of_developers_are_only_named():
    tokens = guide._markdown.parse("[ก](cases.md#หัว) [ข](../adr/0001-the-house.md) [ค](#หัว)")
    links = [child for token in tokens for child in token.children or () if child.type == "link_open"]
    for link in links:
        guide._lead(link)
    head = quote("หัว")
    assert [link.attrGet("href") for link in links] == [f"/guide/cases/#{head}", None, f"#{head}"]


def test_nothing_in_a_text_becomes_markup_of_its_own():
    made = guide._markdown.render("<script>alert(1)</script>\n\n<b>x</b> [y](javascript:alert(1)) ![z](https://example.org/z.png)")
    assert "<script" not in made and "<b>" not in made and 'href="javascript' not in made and "<img" not in made


def test_anchors_are_githubs():
    used: set[str] = set()
    said = "ผิด: ระบบไม่รับ (ทั้งไฟล์)", "Step 2 – map", "Step 2 – map"
    assert [guide._anchor(each, used) for each in said] == ["ผิด-ระบบไม่รับ-ทั้งไฟล์", "step-2--map", "step-2--map-1"]


def test_every_page_of_the_office_leads_to_a_page_of_the_guide_that_is_there():
    assert {name for name in guide.OF_ADDRESS.values() if name} <= set(NAMES)
    for name in ("overview", "case-list", "visit-plan", "needs", "import-file", "help-one", "unmatched", "glass", "settings"):
        assert guide.address(name).count("/") == 3, name
    assert guide.address("nowhere") == guide.address("guide") == "/guide/"


# — the first visit —


@pytest.mark.parametrize("role", [each for each in ROLES.values() if each is not OPERATOR], ids=lambda role: role.key)
def test_every_role_has_a_walk_of_three_to_five_steps(role):
    steps = tours.OF_ROLE[role.key]
    assert 3 <= len(steps) <= tours.MOST and steps[-1] is tours.ASK


def test_the_walk_points_at_places_that_there_are():
    named = {name for steps in tours.OF_ROLE.values() for step in steps for name in re.findall(r'data-place="([\w-]+)"', step.at)}
    assert named and named <= {place.name for place in shell.PLACES}


@pytest.mark.django_db
def test_the_walk_is_offered_on_the_first_page_until_it_was_taken_or_left(reader, somjai):
    assert "data-invite" in text(reader.get("/overview/"))
    assert "data-invite" not in text(reader.get("/settings/"))
    reader.cookies[tours.COOKIE] = f"12345678.{tours.mark(somjai)}"
    assert "data-invite" not in text(reader.get("/overview/"))
    assert text(reader.get("/guide/tour/")).count("data-at=") == len(tours.OF_ROLE["mentor"])


@pytest.mark.django_db
def test_the_mark_of_one_says_nothing_of_another(somjai, prasit):
    assert tours.mark(somjai) != tours.mark(prasit) and re.fullmatch("[0-9a-f]{8}", tours.mark(somjai))


# — shortcuts —


def test_no_two_places_share_a_key_and_none_takes_those_of_every_page():
    keys = [place.key for place in shell.PLACES if place.key]
    assert len(keys) == len(set(keys)) and not {"n", "k", "g"} & set(keys)


@pytest.mark.django_db
def test_the_list_of_keys_shows_only_the_places_one_has(reader, enter, governor):
    page = text(reader.get("/settings/"))
    assert 'data-go="c"' in page and 'data-go="v"' not in page and "data-keys-switch" in page


def test_keys_lead_to_addresses_that_there_are():
    names = set(get_resolver().reverse_dict)
    assert {place.name for place in shell.PLACES} <= names


# — what a chart offers —


def drawn(template: str, **context) -> str:
    return Template("{% load parts %}" + template).render(Context(context))


def test_a_chart_with_numbers_can_be_saved_and_one_without_cannot():
    assert drawn("{% figure 'x' %}<table></table>{% endfigure %}").count("data-save=") == 3
    assert drawn("{% figure 'x' %}<svg class=\"map\"></svg>{% endfigure %}").count("data-save=") == 2
    assert "data-save=" not in drawn("{% figure 'x' %}<ol></ol>{% endfigure %}")


@pytest.mark.parametrize("name", ["household", "resident"])
def test_what_is_one_familys_leaves_by_the_recorded_paper_alone(name):
    assert "data-save=" not in drawn("{% figure 'x' %}<table></table>{% endfigure %}", page={"name": name})


def test_the_source_of_a_chart_goes_with_it_escaped():
    assert 'data-source="จปฐ. &lt;2564&gt;"' in drawn(
        "{% figure 'x' '' '' from %}<table></table>{% endfigure %}", **{"from": "จปฐ. <2564>"}
    )


def test_a_part_that_comes_later_is_a_link_without_a_script():
    made = drawn("{% later to 'ตาราง' %}{% skeleton 'bars' 3 %}{% endlater %}", to="/x/?a=1&b=2")
    assert 'href="/x/?a=1&amp;b=2"' in made and made.count("<i></i>") == 3 and 'aria-busy="true"' in made


def test_a_pager_says_where_one_is_or_what_it_was_told():
    both = {"earlier": "", "later": "/x", "first": 1, "last": 50, "total": 1204}
    assert "1–50 จาก 1,204" in drawn("{% pager it %}", it=both)
    assert "แถวที่ 3" in drawn("{% pager it %}", it=both | {"shown": "แถวที่ 3"})
    assert "1–50 จาก 9" in drawn("{% pager it 9 %}", it=both)
