"""openapi.yaml says what the daemon really answers: each operation is asked, each answer walked against its schema.

The walk knows the part of JSON Schema that openapi.yaml uses, and refuses a keyword that it does not know: nothing
in the description goes unchecked.
"""

import json
import os
import re
import sys
from urllib.parse import quote

import daemon
from daemon import DaemonTest, STUDY

try:
    import yaml
except ImportError:
    print("skipped: needs python3-yaml")
    sys.exit(daemon.SKIP)

OPENAPI = os.environ.get("PROPOS_OPENAPI", "daemon/openapi.yaml")

TYPES = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
SAID = {"description", "title", "examples", "default"}


class Walk:
    """Compares values with schemas; collects what differs, and which members were ever seen."""

    def __init__(self, document):
        self.document = document
        self.faults = []

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            at = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                at = at[part.replace("~1", "/").replace("~0", "~")]
            node = at
        return node

    def fault(self, place, what):
        self.faults.append("%s: %s" % (place, what))

    def check(self, value, schema, place):
        schema = self.resolve(schema)
        if "anyOf" in schema:
            self.check_any(value, schema["anyOf"], place)
            return
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(TYPES[name](value) for name in types):
            self.fault(place, "%r is not %s" % (value, " or ".join(types)))
            return
        for keyword, wanted in schema.items():
            if keyword in SAID or keyword == "type":
                continue
            getattr(self, "check_" + keyword)(value, wanted, place, schema)

    def check_any(self, value, schemas, place):
        for schema in schemas:
            other = Walk(self.document)
            other.check(value, schema, place)
            if not other.faults:
                return
        self.fault(place, "%r fits none of the schemas" % (value,))

    def check_enum(self, value, wanted, place, _):
        if value not in wanted:
            self.fault(place, "%r is not one of %r" % (value, wanted))

    def check_minimum(self, value, wanted, place, _):
        if isinstance(value, (int, float)) and value < wanted:
            self.fault(place, "%r is less than %r" % (value, wanted))

    def check_maximum(self, value, wanted, place, _):
        if isinstance(value, (int, float)) and value > wanted:
            self.fault(place, "%r is more than %r" % (value, wanted))

    def check_pattern(self, value, wanted, place, _):
        if isinstance(value, str) and not re.search(wanted, value):
            self.fault(place, "%r does not match %s" % (value, wanted))

    def check_minItems(self, value, wanted, place, _):
        if isinstance(value, list) and len(value) < wanted:
            self.fault(place, "has less than %d items" % wanted)

    def check_maxItems(self, value, wanted, place, _):
        if isinstance(value, list) and len(value) > wanted:
            self.fault(place, "has more than %d items" % wanted)

    def check_items(self, value, wanted, place, _):
        if isinstance(value, list):
            for number, item in enumerate(value):
                self.check(item, wanted, "%s[%d]" % (place, number))

    def check_required(self, value, wanted, place, _):
        if isinstance(value, dict):
            for name in wanted:
                if name not in value:
                    self.fault(place, "lacks %s" % name)

    def check_properties(self, value, wanted, place, _):
        if isinstance(value, dict):
            for name, schema in wanted.items():
                if name in value:
                    self.check(value[name], schema, place + "." + name)

    def check_additionalProperties(self, value, wanted, place, schema):
        if not isinstance(value, dict):
            return
        for name, item in value.items():
            if name in schema.get("properties", {}):
                continue
            if wanted is False:
                self.fault(place, "has %s, which is not described" % name)
            elif wanted is not True:
                self.check(item, wanted, place + "." + name)


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


class OpenApi(DaemonTest):
    study = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with open(OPENAPI, encoding="utf-8") as file:
            cls.document = yaml.safe_load(file)
        passage = cls.daemon.json("/v1/search?q=repas")[1]["hits"][0]["passage"]
        document = cls.daemon.json("/v1/documents")[1]["documents"][0]["id"]
        code = cls.daemon.json("/v1/codes")[1]["codes"][0]["id"]
        # What is put for each part of a path, and what is asked of each path beyond the bare address.
        cls.parts = {"number": "D-001", "passage": passage, "id": document}
        # Paths that are asked by POST alone.
        cls.bodies = {"/v1/check": [
            {"quotes": json.dumps([{"quote": "il faut lâcher", "document": "FG1", "lines": "1"}]), "study": STUDY},
            {"draft": "Elle dit « des mots que personne n'a jamais dits ici ».", "code": "1", "study": STUDY},
            {"quotes": "no list"}, {"nonsense": "1"}]}
        cls.questions = {
            "/v1/search": [
                "?q=repas", "?q=repas&limit=0", "?q=" + quote("sur:repas codé-par:tous"),
                "?q=" + quote("all passages about repas coded by both researchers"),
                "?q=" + quote("tous les passages sur le repas codés par les deux chercheurs"),
                "?q=" + quote("codé-par:tous accord:non") + "&limit=0&context=3",
                "?q=" + quote("codé:non") + "&limit=5", "?q=zzzzzz", "?q=repa",
                "?q=" + quote("((fatigue"), "?q=a&limit=x", "?q=a&study=nowhere", ""],
            "/v1/complete": ["", "?q=ali", "?q=" + quote("code:"), "?q=" + quote("groupe:"), "?q=z"],
            "/v1/synonyms": ["", "?q=larmes", "?q=" + quote("prise en charge"), "?q=zzzzzz"],
            "/v1/gaps": ["", "?code=" + quote(code), "?code=" + quote(code) + "&coder=nobody", "?code=zzzz"],
            "/v1/similar/{passage}": ["", "?limit=3", "?nonsense=1"],
            "/v1/names": ["", "?limit=2", "?nonsense=1"],
            "/v1/disagreements": ["", "?state=all&limit=3", "?q=repas&kind=code", "?kind=x"],
            "/v1/decisions/{number}": ["?code=1&stage=discussed&why=x", "?code=1", "?code=zz&stage=director"],
            "/v1/agreement": ["", "?unit=turns&level=2", "?unit=x", "?q=" + quote("groupe:parents"), "?code=1"],
            "/v1/compare": ["", "?columns=speaker&level=1", "?columns=coder&lang=fr", "?rows=group&columns=code",
                            "?columns=nothing", "?q=repas"],
            "/v1/saturation": ["", "?level=1&lang=fr", "?coder=nobody", "?q=repas"],
            "/v1/speakers": ["", "?code=1", "?q=repas", "?code=nothing"],
            "/v1/passages/{passage}": ["", "?context=2", "?nonsense=1"],
            "/v1/documents/{id}": ["?study=" + STUDY, "?nonsense=1"],
        }

    def walk(self, value, schema, place):
        walk = Walk(self.document)
        walk.check(value, schema, place)
        self.assertFalse(walk.faults, "\n".join(walk.faults[:20]))

    def test_it_is_served_as_it_stands(self):
        status, headers, body = self.daemon.get("/openapi.yaml")
        self.assertEqual((status, headers["content-type"]),
                         (200, "application/yaml; charset=utf-8"))
        with open(OPENAPI, "rb") as file:
            self.assertEqual(body, file.read())

    def test_it_is_whole(self):
        self.assertTrue(self.document["openapi"].startswith("3.1"))
        walk = Walk(self.document)
        for reference in references(self.document):
            self.assertIsNotNone(walk.resolve({"$ref": reference}), reference)
        used = set(references(self.document))
        for kind, entries in self.document["components"].items():
            for name in entries:
                if kind != "securitySchemes":
                    self.assertIn("#/components/%s/%s" % (kind, name), used, "described but not used")

    def ask(self, path, method, question, sent=None):
        """Asks, and checks status, content type and body against the description. Returns the status."""
        target = re.sub(r"\{(\w+)\}", lambda part: quote(self.parts[part.group(1)]), path) + question
        asked = {} if sent is None else {"body": json.dumps(sent), "headers": {"Content-Type": "application/json"}}
        status, headers, body = self.daemon.get(target, method=method, **asked)
        responses = self.document["paths"][path][method.lower()]["responses"]
        described = Walk(self.document).resolve(responses.get(str(status), responses.get("default")))
        self.assertIsNotNone(described, "%s: status %d is not described" % (target, status))
        kind = headers["content-type"].split(";")[0]
        self.assertIn(kind, described["content"], target)
        if kind.endswith("json"):
            self.walk(json.loads(body), described["content"][kind]["schema"], target)
        for name, header in described.get("headers", {}).items():
            value = headers.get(name.lower())
            if value is not None:
                header = Walk(self.document).resolve(header)
                self.walk(int(value) if header["schema"]["type"] == "integer" else value,
                          header["schema"], target + " " + name)
        return status

    def test_each_path_answers_what_is_described(self):
        for path, operations in self.document["paths"].items():
            if "get" in operations:
                answered = [self.ask(path, "GET", question)
                            for question in self.questions.get(path, ["", "?lang=fr", "?nonsense=1"])]
            else:
                answered = [self.ask(path, "POST", "", sent) for sent in self.bodies[path]]
            self.assertIn(200, answered, path)
            self.assertTrue(operations.keys() <= {"get", "post", "parameters"})

    def test_errors_are_described(self):
        for path in self.document["paths"]:
            if path.endswith("}"):
                kept = dict(self.parts)
                self.parts.update(number="D-99999", passage=STUDY + "/nowhere/1.1", id="nowhere")
                self.assertEqual(self.ask(path, "GET", ""), 404)
                self.parts.update(kept)

    def test_every_parameter_that_is_described_is_taken_and_no_other(self):
        walk = Walk(self.document)
        values = {"q": "repas", "study": STUDY, "limit": "3", "offset": "1", "sort": "text",
                  "match": "any", "in": "all", "context": "2", "facets": "off", "lang": "fr",
                  "unit": "turns", "level": "2", "rows": "group", "columns": "role",
                  "coder": "Claire,Hugo", "code": "1", "state": "all", "kind": "code",
                  "stage": "discussed", "why": "x"}
        for path, operations in self.document["paths"].items():
            if path == "/openapi.yaml" or "get" not in operations:
                continue
            described = [walk.resolve(item) for item in operations["get"].get("parameters", [])]
            names = [item["name"] for item in described if item["in"] == "query"]
            whole = "?" + "&".join("%s=%s" % (name, values[name]) for name in names)
            self.assertEqual(self.ask(path, "GET", whole), 200, path + whole)
            for name in set(values) - set(names):
                question = whole + "&%s=%s" % (name, values[name])
                self.assertEqual(self.ask(path, "GET", question), 400, path + question)
            for item in described:
                for value in walk.resolve(item["schema"]).get("enum", []):
                    question = re.sub(r"\b%s=[^&]*" % item["name"],
                                      "%s=%s" % (item["name"], value), whole)
                    self.assertEqual(self.ask(path, "GET", question), 200, path + question)

    def test_a_method_that_is_not_described_is_refused(self):
        for path, operations in self.document["paths"].items():
            for method in ("POST", "PUT", "DELETE", "PATCH"):
                if method.lower() not in operations:
                    target = re.sub(r"\{(\w+)\}", lambda part: self.parts[part.group(1)], path)
                    status, _, body = self.daemon.get(target, method=method, body=b"")
                    problem = self.problem(status, body, 405)
                    self.walk(problem, {"$ref": "#/components/schemas/Problem"}, target)

    def test_post_answers_as_get(self):
        for headers, body in (({"Content-Type": "application/json"}, '{"q":"repas","limit":2}'),
                              ({"Content-Type": "application/x-www-form-urlencoded"},
                               "q=repas&limit=2")):
            status, answer = self.daemon.json("/v1/search", method="POST", headers=headers, body=body)
            self.assertEqual(status, 200, answer)
            self.walk(answer, {"$ref": "#/components/schemas/Answer"}, "POST /v1/search")


if __name__ == "__main__":
    daemon.main()
