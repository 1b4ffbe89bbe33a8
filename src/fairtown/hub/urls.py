"""The addresses of the website. English has none but the plain ones, Spanish stands under /es/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path, register_converter
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtail_staff_urls
from wagtail.documents import urls as wagtail_document_urls
from wagtail.views import serve as serve_page

from fairtown.hub import machines
from fairtown.hub.api.views import api, docs
from fairtown.hub.balance import files as balance_files
from fairtown.hub.balance import views as balance
from fairtown.hub.campaigns import letters as campaign_letters
from fairtown.hub.campaigns import views as campaigns
from fairtown.hub.compare import views as compare
from fairtown.hub.contributions import views as contributions
from fairtown.hub.duties import feeds as duty_feeds
from fairtown.hub.duties import views as duties
from fairtown.hub.embed import views as embed
from fairtown.hub.fair_share import towns as fair_share_towns
from fairtown.hub.fair_share import views as fair_share
from fairtown.hub.gatherings import views as gatherings
from fairtown.hub.giving import desk as gift_desk
from fairtown.hub.giving import desk_acts as gift_acts
from fairtown.hub.giving import hooks as gift_hooks
from fairtown.hub.giving import manage as gift_manage
from fairtown.hub.giving import views as giving
from fairtown.hub.glossary import views as glossary
from fairtown.hub.health import health
from fairtown.hub.home import cards
from fairtown.hub.home import views as home
from fairtown.hub.invest import views as invest
from fairtown.hub.lab import views as lab
from fairtown.hub.mail import hooks as mail_hooks
from fairtown.hub.mail import views as mail
from fairtown.hub.maps import views as maps
from fairtown.hub.methods import views as methods
from fairtown.hub.move import views as move
from fairtown.hub.move import vouchers as move_vouchers
from fairtown.hub.nation import explained as nation_explained
from fairtown.hub.nation import files as nation_files
from fairtown.hub.nation import views as nation
from fairtown.hub.newsletters import staff_urls as staff_newsletter_urls
from fairtown.hub.newsletters import views as newsletters
from fairtown.hub.open_data import views as open_data
from fairtown.hub.pages import event_feeds, media, translating
from fairtown.hub.pages import feeds as news_feeds
from fairtown.hub.places import downloads, explained, list_files, pages
from fairtown.hub.places import views as places
from fairtown.hub.places.printed import views as printed
from fairtown.hub.referrals import intake, keys, reading
from fairtown.hub.referrals import views as referrals
from fairtown.hub.schools import districts as school_districts
from fairtown.hub.schools import homes as school_homes
from fairtown.hub.schools import views as schools
from fairtown.hub.search import all_states as search_all
from fairtown.hub.search import views as search
from fairtown.hub.segregation import views as segregation
from fairtown.hub.shelf.downloads import TableKind
from fairtown.hub.staff import account_urls
from fairtown.hub.state_addresses import one_or_all
from fairtown.hub.states import views as states
from fairtown.hub.supporters import own_page
from fairtown.hub.supporters import views as supporters
from fairtown.hub.what_if import views as what_if
from fairtown.hub.zoning import act, atlas, feeds, follows, speech, try_it
from fairtown.hub.zoning import views as zoning


class Geoid:
    """Eleven digits of a census tract, or ten where a spreadsheet took the zero at the start."""

    regex = "[0-9]{10,11}"

    def to_python(self, value: str) -> str:
        """Return the code as text: it is never a number."""
        return value

    def to_url(self, value: str) -> str:
        """Return the code."""
        return value


register_converter(Geoid, "geoid")
register_converter(TableKind, "kind")

#: Where pages of editors stand: slugs, each with its slash.
PAGE = r"^((?:[\w\-]+/)*)$"

urlpatterns = [
    path("api/v1/", api.urls),
    path("map/towns.json", maps.towns_json, name="towns-json"),
    path("map/people.json", maps.people_json, name="people-json"),
    path("map/lab/tracts-<int:year>.json", lab.tracts_json, name="lab-tracts"),
    path("map/lab/recipe.toml", lab.recipe_toml, name="lab-recipe"),
    path("map/lab/tracts.csv", lab.tracts_csv, name="lab-csv"),
    path("balance/<str:table>.csv", balance_files.table_csv, name="balance-csv"),
    path("duties/board.csv", duties.board_csv, name="duties-csv"),
    path("fair-share/towns.csv", fair_share.towns_csv, name="fair-share-csv"),
    path("what-if/towns.csv", what_if.towns_csv, name="what-if-towns"),
    path("what-if/tracts.csv", what_if.tracts_csv, name="what-if-tracts"),
    path("what-if/districts.csv", what_if.districts_csv, name="what-if-districts"),
    path("segregation/places.csv", segregation.places_csv, name="segregation-csv"),
    path("towns/<slug:slug>.csv", downloads.town_csv, name="town-csv"),
    path("towns/<slug:slug>.json", downloads.town_json, name="town-json"),
    path("sources/<str:address>/<int:year>.csv", methods.table_csv, name="table-csv"),
    path("methods/<str:measure>.csv", methods.measure_csv, name="measure-csv"),
    path("data/dictionary.csv", open_data.dictionary_csv, name="data-dictionary-csv"),
    path("data/datapackage.json", open_data.data_package, name="data-package"),
    path("data/csv-metadata.json", open_data.csvw, name="data-csvw"),
    path("data/catalog.jsonld", open_data.catalog, name="data-catalog"),
    path("data/<str:name>.zip", open_data.whole_release, name="data-archive"),
    path("us/areas.csv", nation_files.areas_csv, name="nation-areas"),
    path("us/observations.parquet", nation_files.observations, name="nation-parquet"),
    path("us/tables/<str:name>", nation_files.table, name="nation-table"),
    path("health/", health, name="health"),
    path(".well-known/security.txt", machines.security_txt, name="security-txt"),
    path("robots.txt", machines.robots),
    path("logo", machines.logo, name="logo"),
    path("sitemap.xml", machines.site_map, name="site-map"),
    path("sitemap-pages.xml", machines.site_map_of_editors, name="site-map-pages"),
    path("llms.txt", machines.llms),
    # browsers ask for it wherever a page names no icon
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}favicon.ico")),
    path("hooks/mail/", mail_hooks.mail, name="mail-hook"),
    # accounts are managed in one place, where nobody gives more than roles
    re_path(r"^staff/pages/(?:users|groups)/", RedirectView.as_view(url="/staff/auth/user/")),
    # nothing of editors is private (decision 0060)
    re_path(r"^staff/pages/collections/\d+/privacy/", RedirectView.as_view(url="/staff/pages/collections/")),
    # before wagtail-localize's own, which show readers what is not translated yet (decision 0089)
    path(
        "staff/pages/localize/submit/page/<int:page_id>/",
        translating.translate,
        name="editor-translate",
    ),
    path(
        "staff/pages/localize/update/<int:translation_source_id>/",
        translating.renew,
        name="editor-renew",
    ),
    path("staff/pages/", include(wagtail_staff_urls)),
    path("documents/", include(wagtail_document_urls)),
    path("media/<path:path>", media.file, name="media"),
    path("hooks/stripe/", gift_hooks.stripe, name="stripe-hook"),
    path("staff/gifts/", gift_desk.gifts, name="gifts"),
    path("staff/gifts/new/", gift_acts.new, name="gift-new"),
    path("staff/gifts/statement/", gift_acts.statement, name="gift-statement"),
    path("staff/gifts/switch/", gift_acts.switch, name="gift-switch"),
    path("staff/gifts/checks/", gift_acts.checks, name="gift-checks"),
    path("staff/gifts/wording/", gift_acts.sentences, name="gift-wording"),
    path("staff/gifts/export.csv", gift_acts.export, name="gift-export"),
    path("staff/gifts/<uuid:uuid>/", gift_desk.gift, name="gift"),
    path("staff/gifts/<uuid:uuid>/deposit/", gift_acts.deposit, name="gift-deposit"),
    path("staff/gifts/<uuid:uuid>/name/", gift_acts.name, name="gift-name"),
    path("staff/gifts/<uuid:uuid>/refund/", gift_acts.refund, name="gift-refund"),
    path("staff/gifts/<uuid:uuid>/receipts/<int:number>/", gift_acts.receipt, name="gift-receipt"),
    path("staff/outbox/", mail.outbox, name="outbox"),
    path("staff/outbox/<int:number>/", mail.letter, name="outbox-letter"),
    path("staff/newsletters/", include(staff_newsletter_urls)),
    path(
        "staff/agencies/",
        RedirectView.as_view(pattern_name="admin:referrals_agency_changelist"),
        name="agencies-staff",
    ),
    path("staff/account/", include(account_urls)),
    path("staff/intake/", reading.index, name="intake-list"),
    path("staff/intake/key/", keys.page, name="intake-key"),
    path("staff/intake/unlock/", reading.unlock, name="intake-unlock"),
    path("staff/intake/lock/", reading.lock, name="intake-lock"),
    path("staff/intake/<uuid:uuid>/", reading.page, name="intake"),
    path("staff/", admin.site.urls),
    *i18n_patterns(
        path("", one_or_all(home.home, states.index), name="home"),
        path("card.png", cards.state, name="card"),
        path("towns/<slug:slug>/card.png", cards.town, name="town-card"),
        path("us/", nation.page, name="nation"),
        path("us/map/<slug:index>/<slug:kind>.svg", nation.county_map, name="nation-map"),
        path(
            "us/explain/<str:measure>/<str:place>/<int:year>/", nation_explained.page, name="nation-explain"
        ),
        path("us/<slug:slug>/", nation.state, name="nation-state"),
        path("search/", one_or_all(search.page, search_all.page), name="search"),
        path("map/", maps.map_page, name="map"),
        path("embed/<slug:chart>/<slug:place>/", embed.page, name="embed"),
        path("embed/<slug:chart>/<slug:place>.svg", embed.svg, name="embed-svg"),
        path("map/towns/<slug:slug>/", maps.town_panel, name="map-town"),
        path("map/lab/", lab.page, name="lab"),
        path("map/lab/answer/", lab.answer, name="lab-answer"),
        path("map/lab/map.svg", lab.drawing, name="lab-drawing"),
        path("balance/tables/<str:table>.<kind:kind>", balance_files.table_file, name="balance-table"),
        path("balance/", balance.page, name="balance"),
        path("duties/table.<kind:kind>", duties.table_file, name="duties-table"),
        path("duties/", duties.page, name="duties"),
        path("duties/points/", duties.points, name="duties-points"),
        path("duties/zoning/", duties.zoning, name="duties-zoning"),
        path("duties/<slug:slug>.ics", duty_feeds.calendar, name="duties-calendar"),
        path("duties/<slug:slug>.atom", duty_feeds.atom, name="duties-atom"),
        path("fair-share/table.<kind:kind>", fair_share.table_file, name="fair-share-table"),
        path("fair-share/", fair_share.page, name="fair-share"),
        path("fair-share/towns/", fair_share_towns.page, name="fair-share-towns"),
        path(
            "fair-share/towns/table.<kind:kind>", fair_share_towns.table_file, name="fair-share-towns-table"
        ),
        path("fair-share/answer/", fair_share.answer, name="fair-share-answer"),
        path("invest/", invest.page, name="invest"),
        path("schools/", schools.page, name="schools"),
        path("schools/districts/", school_districts.page, name="schools-districts"),
        path("schools/homes/", school_homes.page, name="schools-homes"),
        path("move/", move.page, name="move"),
        path("move/vouchers/", move_vouchers.page, name="move-vouchers"),
        path("what-if/table.<kind:kind>", what_if.table_file, name="what-if-table"),
        path("what-if/print/", what_if.printed, name="what-if-print"),
        path("what-if/", what_if.page, name="what-if"),
        path("segregation/table.<kind:kind>", segregation.table_file, name="segregation-table"),
        path("segregation/", segregation.segregation, name="segregation"),
        path("zoning/", zoning.index, name="zoning"),
        path("zoning/compare/", zoning.compare, name="zoning-compare"),
        path("zoning/follows/", follows.page, name="zoning-follows"),
        path("zoning/vermont/", atlas.page, name="zoning-atlas"),
        path("zoning/vermont/districts.csv", atlas.table, name="zoning-atlas-table"),
        path("zoning/vermont/<slug:slug>/", atlas.town, name="zoning-atlas-town"),
        path("zoning/try/", try_it.page, name="zoning-try"),
        path("zoning/<slug:slug>.ics", feeds.calendar, name="zoning-calendar"),
        path("zoning/<slug:slug>.atom", feeds.atom, name="zoning-atom"),
        path("zoning/<slug:slug>/", zoning.town, name="zoning-town"),
        path("zoning/<slug:slug>/add/", contributions.add, name="zoning-add"),
        path("zoning/<slug:slug>/act/", act.page, name="zoning-act"),
        path("zoning/<slug:slug>/act/speech/", speech.page, name="zoning-speech"),
        path("zoning/<slug:slug>/act/brief/", act.brief, name="zoning-brief"),
        path("zoning/<slug:slug>/act/<slug:name>.txt", act.letter, name="zoning-letter"),
        path("towns/<slug:slug>/table.<kind:kind>", downloads.town_table, name="town-table"),
        path("towns/all/list.<kind:kind>", list_files.towns, name="towns-table"),
        path(
            "towns/<slug:slug>/<slug:topic>/table.<kind:kind>",
            downloads.town_topic_table,
            name="town-topic-table",
        ),
        path("towns/<slug:slug>/report.pdf", printed.town, name="town-report"),
        path("towns/", places.towns, name="towns"),
        path("towns/all/", places.towns_all, name="towns-all"),
        path("towns/<slug:slug>/", pages.town, name="town"),
        path("towns/<slug:slug>/<slug:topic>/", pages.town_topic, name="town-topic"),
        path("compare/table.<kind:kind>", compare.table_file, name="compare-table"),
        path("compare/", compare.page, name="compare"),
        path("places/", pages.index, name="places"),
        path("places/<slug:slug>/table.<kind:kind>", downloads.place_table, name="place-table"),
        path(
            "places/<slug:slug>/<slug:topic>/table.<kind:kind>",
            downloads.place_topic_table,
            name="place-topic-table",
        ),
        path("places/<slug:slug>/report.pdf", printed.place, name="place-report"),
        path("places/<slug:slug>/", pages.place, name="place"),
        path("places/<slug:slug>/<slug:topic>/", pages.place_topic, name="place-topic"),
        path("tracts/list.<kind:kind>", list_files.tracts, name="tracts-table"),
        path("tracts/", places.tracts, name="tracts"),
        path("tracts/<geoid:geoid>/", places.tract, name="tract"),
        path("tracts/<geoid:geoid>/panel/", places.tract_panel, name="tract-panel"),
        path("explain/<str:measure>/<str:place>/<int:year>/", explained.page, name="explain"),
        path("explain/<str:measure>/<str:place>/<int:year>/card/", explained.card, name="explain-card"),
        path("glossary/", glossary.page, name="glossary"),
        path("methods/", methods.measures, name="methods"),
        path("methods/<str:measure>/", methods.measure, name="method"),
        path("sources/", methods.sources, name="sources"),
        path("data/", open_data.page, name="data"),
        path("data/dictionary/", open_data.dictionary, name="data-dictionary"),
        path("api/", docs, name="api-docs"),
        path("news.atom", news_feeds.atom, name="news-atom"),
        path("events.ics", event_feeds.calendar, name="events-calendar"),
        path("events/<slug:slug>.ics", event_feeds.event, name="event-calendar"),
        path("events/registration/", gatherings.no_link, name="registration-none"),
        path("events/registration/<str:token>/", gatherings.registration, name="registration"),
        path("events/<slug:slug>/register/", gatherings.register, name="event-register"),
        path("events/<slug:slug>/register/sent/", gatherings.sent, name="event-register-sent"),
        path("campaigns/", campaigns.index, name="campaigns"),
        path("campaigns/<slug:slug>/", campaigns.page, name="campaign"),
        path("campaigns/<slug:slug>/call/", campaigns.call, name="campaign-call"),
        path("campaigns/<slug:slug>/write/", campaign_letters.compose, name="campaign-write"),
        path("campaigns/<slug:slug>/print/", campaign_letters.printed, name="campaign-print"),
        path("campaigns/<slug:slug>/sent/", campaign_letters.sent, name="campaign-sent"),
        path("campaigns/<slug:slug>/confirm/<str:token>/", campaign_letters.confirm, name="campaign-confirm"),
        path("newsletters/", newsletters.index, name="newsletters"),
        path("newsletters/<slug:slug>/", newsletters.page, name="newsletter"),
        path("help/", referrals.index, name="help"),
        path("help/deadlines/", referrals.deadlines, name="help-deadlines"),
        path("help/agencies/", referrals.agencies, name="help-agencies"),
        path("help/tell-us/", intake.page, name="help-tell-us"),
        path("help/tell-us/sent/", intake.sent, name="help-tell-us-sent"),
        path("give/", giving.give, name="give"),
        path("give/check/", giving.by_check, name="give-check"),
        path("give/continue/<str:token>/", giving.go_on, name="give-continue"),
        path("give/manage/", gift_manage.ask, name="give-manage"),
        path("give/manage/sent/", gift_manage.sent, name="give-manage-sent"),
        path("give/manage/<str:token>/", gift_manage.own, name="give-own"),
        path("give/thanks/<str:token>/", giving.thanks, name="give-thanks"),
        path("join/", supporters.join, name="join"),
        path("join/sent/", supporters.sent, name="join-sent"),
        path("join/confirm/<str:token>/", supporters.confirm, name="join-confirm"),
        path("you/", own_page.ask, name="you-ask"),
        path("you/sent/", own_page.ask_sent, name="you-sent"),
        path("you/<str:token>/", own_page.page, name="you"),
        path("you/<str:token>/copy.json", own_page.copy, name="you-copy"),
        path("you/<str:token>/erase/", own_page.erase, name="you-erase"),
        path("unsubscribe/<str:token>/", supporters.unsubscribe, name="unsubscribe"),
        prefix_default_language=False,
    ),
    # what no view answers is looked for among the pages of editors: this stays last
    *i18n_patterns(re_path(PAGE, serve_page, name="wagtail_serve"), prefix_default_language=False),
]
handler400 = "fairtown.hub.home.views.bad_request"
handler404 = "fairtown.hub.home.views.not_found"
