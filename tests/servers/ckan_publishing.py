"""What the publisher for CKAN is tried with, at a real portal and at the stand-in of the ordinary suite alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2 as httpx

from dpkit.model import Order, Publication
from dpkit.publish.ckan import CkanPublisher
from dpkit.publish.ckan_dataset import dataset_name
from dpkit.publish.client import Client, Limits
from dpkit.publish.run import Outcome, bring
from dpkit.publish.secrets import Secret
from made_release import ADA, OFFICE, Watch, order_of
from servers.faults import Fault, Harm, wrong_checksum
from servers.places import Running

FIRST: Mapping[str, bytes] = {
    "data/claims.parquet": b"PAR1" + bytes(range(256)) * 8 + b"PAR1",
    "data/kept.parquet": b"PAR1 the same in every version PAR1",
    "datapackage.json": b'{"name": "port"}\n',
    "SHA256SUMS": b"the list of the first\n",
}
"""A release; its successor changes a file, drops one, brings another, and keeps one."""
SECOND: Mapping[str, bytes] = {
    "data/claims.parquet": b"PAR1" + bytes(range(255, -1, -1)) * 8 + b"PAR1",
    "data/entities.parquet": b"PAR1 new here PAR1",
    "datapackage.json": b'{"name": "port", "version": "1.1.0"}\n',
    "SHA256SUMS": b"the list of the second\n",
}
SMALL: Mapping[str, bytes] = {"data/claims.parquet": bytes(range(256)) * 4, "SHA256SUMS": b"a short list\n"}
PORT: Mapping[str, Any] = {
    "title": "Statements of a harbour",
    "day": "2024-03-01",
    "description": "Who said what.\n\nAnd *where*.",
    "contributors": (OFFICE, replace(ADA, name="Aigül Öz", given_name="Aigül", family_name="Öz")),
    "licenses": ("CC-BY-4.0",),
    "rights_note": "The licence holds for the work of the makers.",
    "keywords": ("claims", "R&D", "қазақ тілі"),
    "languages": ("kk", "en"),
    "sources": ("https://port.example/1", "https://port.example/2"),
    "changes": ("claims: 3 rows added",),
    "homepage": "https://port.example/dataset",
    "doi": "10.5072/port.1",
}
"""What is said of these releases."""
IMPATIENT = Limits(silence=2.0, call=4.0, per_mebibyte=1.0)


def made_order(
    contents: Mapping[str, bytes], name: str = "port", version: str = "1.0.0", former: tuple[Publication, ...] = ()
) -> Order:
    """The order to publish these files."""
    return order_of(contents, version, former=former, **{**PORT, "name": name})


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A portal as everybody sees it (`url`), and as its editor does."""

    url: str
    token: str = field(repr=False)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(verify=False, timeout=60))

    def dataset(self, order: Order) -> Mapping[str, Any] | None:
        """The dataset of a release, whatever its state; None where there is none."""
        return self._dataset(dataset_name(order.facts.name, order.facts.version))

    def files(self, order: Order) -> Mapping[str, bytes]:
        """Name of each resource → its bytes, as everybody gets them."""
        return self.contents(dataset_name(order.facts.name, order.facts.version))

    def contents(self, name: str) -> Mapping[str, bytes]:
        """The same of a dataset by its name."""
        dataset = self._dataset(name)
        assert dataset is not None
        assert len({one["name"] for one in dataset["resources"]}) == len(dataset["resources"])
        return {one["name"]: self.client.get(one["url"]).content for one in dataset["resources"]}

    def _dataset(self, name: str) -> Mapping[str, Any] | None:
        answer = self.act("package_show", id=name)
        return answer["result"] if answer["success"] else None

    def made(self) -> int:
        """How many datasets the editor ever made."""
        return int(self.act("user_show", id="tester")["result"]["number_created_packages"])

    def act(self, action: str, **values: object) -> Any:
        headers = {"Authorization": self.token}
        return self.client.post(f"{self.url}/api/3/action/{action}", json=values, headers=headers).json()


def publisher(
    server: Running, order: Order, limits: Limits = IMPATIENT, organization: str | None = None
) -> CkanPublisher:
    """The publisher for a portal that is reached at `server`."""
    client = Client(
        base=server.url, token=Secret(server.token), authorize=lambda word: {"Authorization": word}, limits=limits
    )
    return CkanPublisher(site=server.url, client=client, order=order, organization=organization)


def published(server: Running, order: Order, run: Watch, *, is_published: bool = True) -> Outcome:
    """One run of publishing."""
    return bring(publisher(server, order), order, run.means(), is_published=is_published)


STEPS: Mapping[str, tuple[str, int]] = {
    "looking for it": ("/package_show", 1),
    "asking for the organization": ("/organization_list_for_user", 1),
    "making the draft": ("/package_create", 1),
    "listing files": ("/package_show", 2),
    "sending a file": ("/resource_create", 1),
    "sending the last file": ("/resource_create", 2),
    "reading it back": ("/download/", 1),
    "saying its hash": ("/resource_patch", 1),
    "listing licences": ("/license_list", 1),
    "describing": ("/package_patch", 1),
    "publishing": ("/package_patch", 2),
    "reading what everybody gets": ("/download/", 3),
}
"""Step of a run of two files → path and number of its request."""


BUSY, HIDDEN = (429, 503), (500, 502, 504)
CUTS = (Harm.CUT, Harm.CUT_AFTER, Harm.CUT_IN_ANSWER)


def passing_faults() -> Mapping[str, Fault]:
    """Name → a fault after which the same run ends well by itself: three of each step, others where they matter."""
    made: dict[str, Fault] = {}
    for number, (step, (path, nth)) in enumerate(STEPS.items()):
        busy, hidden, cut = BUSY[number % 2], HIDDEN[number % 3], CUTS[number % 3]
        made[f"{busy} before {step}"] = Fault(harm=Harm.ANSWER, status=busy, retry_after="0", path=path, nth=nth)
        made[f"{hidden} after {step}"] = Fault(harm=Harm.ANSWER_AFTER, status=hidden, path=path, nth=nth)
        made[f"{cut.name.lower()} {step}"] = Fault(harm=cut, path=path, nth=nth)
    for step in ("making the draft", "sending a file", "saying its hash", "describing", "publishing"):
        path, nth = STEPS[step]
        made[f"half a request {step}"] = Fault(harm=Harm.CUT_IN_REQUEST, path=path, nth=nth)
        made[f"half an answer {step}"] = Fault(harm=Harm.TRUNCATE, path=path, nth=nth)
        made[f"lost answer {step}"] = Fault(harm=Harm.CUT_AFTER, path=path, nth=nth)
    made["half the bytes read back"] = Fault(harm=Harm.TRUNCATE, path="/download/")
    made["other bytes read back"] = Fault(harm=Harm.REWRITE, path="/download/", rewrite=lambda body: b"x" * len(body))
    made["wrong hash after sending"] = Fault(harm=Harm.REWRITE, path="/package_show", nth=5, rewrite=wrong_checksum)
    for step in ("sending a file", "publishing"):
        path, nth = STEPS[step]
        made[f"stall {step}"] = Fault(harm=Harm.STALL, path=path, nth=nth)
        made[f"drip {step}"] = Fault(harm=Harm.DRIP, path=path, nth=nth, bytes_per_second=20)
    return made


def halting_faults() -> Mapping[str, Fault]:
    """Name → a fault that ends the run, which says how to go on."""
    made: dict[str, Fault] = {}
    for step, (path, nth) in STEPS.items():
        made[f"503 for ever at {step}"] = Fault(harm=Harm.ANSWER, path=path, nth=nth, times=None)
        if "everybody" not in step:
            made[f"token expires at {step}"] = Fault(harm=Harm.ANSWER, path=path, nth=nth, times=None, status=403)
    return made
