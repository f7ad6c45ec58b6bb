"""HTTP as clients speak it, well and badly: each gets an answer that it can understand."""

import json
import socket
from urllib.parse import quote

import daemon
from daemon import DaemonTest, connect, read_all, read_answer

GET = b"GET /v1/studies HTTP/1.1\r\nHost: propos\r\n\r\n"


class Requests(DaemonTest):
    study = True

    def test_keep_alive_answers_many_requests_on_one_connection(self):
        connection = self.daemon.connection()
        for number in range(50):
            connection.request("GET", "/v1/search?q=repas&limit=%d" % (number % 5 + 1))
            answer = connection.getresponse()
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.getheader("Content-Type"), "application/json; charset=utf-8")
            self.assertEqual(answer.getheader("Cache-Control"), "no-store")
            self.assertEqual(answer.getheader("Connection"), "keep-alive")
            body = answer.read()
            self.assertEqual(len(body), int(answer.getheader("Content-Length")))
            self.assertLessEqual(len(json.loads(body)["hits"]), number % 5 + 1)
        connection.close()

    def test_pipelined_requests_are_answered_in_order(self):
        targets = ["/v1/codes", "/v1/studies", "/nowhere", "/v1/coders", "/openapi.yaml"] * 8
        sock = connect(self.daemon.socket)
        sock.sendall(b"".join(b"GET %s HTTP/1.1\r\nHost: propos\r\n\r\n" % t.encode()
                              for t in targets))
        stream = sock.makefile("rb")
        answers = [read_answer(stream) for _ in targets]
        sock.close()
        alone = {target: self.daemon.get(target) for target in set(targets)}
        for target, (status, _, body) in zip(targets, answers):
            self.assertEqual(status, alone[target][0], target)
            self.assertEqual(body, alone[target][2], target)

    def test_connection_close_is_kept(self):
        answer = self.daemon.raw(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        self.assertIn(b"\r\nConnection: close\r\n", answer)

    def test_http_1_0_needs_no_host_and_closes(self):
        answer = self.daemon.raw(b"GET /v1/studies HTTP/1.0\r\n\r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)
        self.assertIn(b"\r\nConnection: close\r\n", answer)

    def test_a_client_that_shuts_its_side_still_gets_its_answers(self):
        answer = self.daemon.raw(GET * 3, end=True)
        self.assertEqual(answer.count(b"HTTP/1.1 200 OK"), 3)

    def test_head_has_the_headers_of_get_and_no_body(self):
        status, headers, body = self.daemon.get("/v1/codes", method="HEAD")
        length = len(self.daemon.get("/v1/codes")[2])
        self.assertEqual((status, body, int(headers["content-length"])), (200, b"", length))

    def test_a_whole_address_in_the_first_line(self):
        answer = self.daemon.raw(
            b"GET http://propos/v1/studies HTTP/1.1\r\nHost: propos\r\nConnection: close\r\n\r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)

    def test_percent_encoding_bare_utf8_and_plus_are_the_same_question(self):
        query = "à côté"
        asked = [quote(query), query.replace(" ", "%20"), query.replace(" ", "+"),
                 quote(query).lower()]
        answers = []
        for text in asked:
            sock = connect(self.daemon.socket)
            sock.sendall(("GET /v1/search?q=%s HTTP/1.1\r\nHost: p\r\nConnection: close\r\n\r\n"
                          % text).encode())
            answers.append(json.loads(read_all(sock).partition(b"\r\n\r\n")[2]))
            sock.close()
        for answer in answers:
            self.assertEqual(answer["query"], query)
            self.assertEqual(answer["total"], answers[0]["total"])

    def test_a_question_by_post_as_json_and_as_a_form(self):
        by_get = self.daemon.json("/v1/search?limit=3&q=" + quote("fatigue l'été"))[1]
        by_json = self.daemon.json(
            "/v1/search", method="POST", headers={"Content-Type": "application/json"},
            body=json.dumps({"q": "fatigue l'été", "limit": 3}))[1]
        by_form = self.daemon.json(
            "/v1/search", method="POST",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body="limit=3&q=" + quote("fatigue l'été"))[1]
        for answer in (by_json, by_form):
            for member in ("query", "interpreted", "total", "hits"):
                self.assertEqual(answer[member], by_get[member])

    def test_a_long_question_by_post_is_read_in_pieces(self):
        body = json.dumps({"q": " OU ".join(["fatigue"] * 500)}).encode()
        sock = connect(self.daemon.socket)
        sock.sendall(b"POST /v1/search HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
                     b"Expect: 100-continue\r\nConnection: close\r\n"
                     b"Content-Length: %d\r\n\r\n" % len(body))
        stream = sock.makefile("rb")
        self.assertEqual(stream.readline(), b"HTTP/1.1 100 Continue\r\n")
        self.assertEqual(stream.readline(), b"\r\n")
        for start in range(0, len(body), 1000):
            sock.sendall(body[start:start + 1000])
        self.assertEqual(read_answer(stream)[0], 200)
        sock.close()

    def test_the_language_is_the_parameter_s_else_the_header_s(self):
        def detail(target, language=None):
            headers = {"Accept-Language": language} if language else {}
            return self.daemon.json(target, headers=headers)[1]["detail"]

        english = detail("/v1/search?q=((", "en")
        self.assertEqual(detail("/v1/search?q=(("), english)
        self.assertEqual(detail("/v1/search?q=((&lang=en", "fr"), english)
        self.assertEqual(detail("/v1/search?q=((&lang=fr"),
                         detail("/v1/search?q=((", "fr-FR,fr;q=0.9,en;q=0.5"))


class Problems(DaemonTest):
    study = True

    def ask(self, expected, target, **more):
        status, headers, body = self.daemon.get(target, **more)
        self.assertEqual(headers["content-type"], "application/problem+json")
        self.assertEqual(headers["connection"], "keep-alive")
        return self.problem(status, body, expected), headers

    def test_nothing_there(self):
        for target in ("/", "/v1", "/v1/", "/v1/nothing", "/v1/search/more", "/v1/passages/",
                       "/v1/documents/", "/v1/documents/NOWHERE", "/v1/passages/A/B/1.1",
                       "/v1/passages/%2e%2e/%2e%2e/etc/passwd", "/../etc/passwd"):
            self.ask(404, target)

    def test_method_not_allowed_names_those_that_are(self):
        for method, target, allow in (("DELETE", "/v1/search", "GET, HEAD, POST"),
                                      ("POST", "/v1/codes", "GET, HEAD"),
                                      ("OPTIONS", "/v1/status", "GET, HEAD"),
                                      ("PUT", "/openapi.yaml", "GET, HEAD")):
            _, headers = self.ask(405, target, method=method)
            self.assertEqual(headers["allow"], allow)

    def test_a_bad_query_says_where(self):
        problem, _ = self.ask(400, "/v1/search?q=" + quote("été ((fatigue"))
        self.assertEqual(problem["kind"], "bad-query")
        self.assertIsInstance(problem["position"], int)

    def test_a_parameter_that_does_not_exist_or_makes_no_sense(self):
        for parameters in ("q=a&nonsense=1", "q=a&limit=many", "q=a&limit=-1", "q=a&sort=colour"):
            problem, _ = self.ask(400, "/v1/search?" + parameters)
            self.assertEqual(problem["kind"], "usage", parameters)

    def test_no_such_study(self):
        problem, _ = self.ask(404, "/v1/search?q=a&study=nowhere")
        self.assertEqual(problem["kind"], "unavailable")

    def test_bytes_that_are_not_text(self):
        for query in ("a%00b", "%ff%fe", "%c3"):
            self.ask(400, "/v1/search?q=" + query)
            self.ask(400, "/v1/documents/" + query)

    def test_bodies_that_cannot_be_read(self):
        json_type = {"Content-Type": "application/json"}
        for body in ("", "{", "[]", '{"q":null}', '{"q":{"a":1}}', '{"q":"a\\u0000b"}', "\xff"):
            self.ask(400, "/v1/search", method="POST", body=body.encode("latin-1") or b" ",
                     headers=json_type)
        self.ask(415, "/v1/search", method="POST", body="<q/>",
                 headers={"Content-Type": "text/xml"})
        self.ask(400, "/v1/search?" + "&".join("q%d=1" % i for i in range(200)))


class NotHttp(DaemonTest):
    def test_what_is_not_http(self):
        for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"bonjour\r\n\r\n", b"\0\0\0\0",
                     b"GET /v1/status\r\n\r\n", b"GET  /v1/status HTTP/1.1\r\nHost: p\r\n\r\n",
                     b"GET v1 HTTP/1.1\r\nHost: p\r\n\r\n", b"GET / HTTP/1.1\0\r\nHost: p\r\n\r\n",
                     b"ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 4,
                     b"GET / HTTP/1.1\r\nHost: p\r\nNo colon\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost : p\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: p\r\n folded\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: p\r\nA: b\0c\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: p\r\nContent-Length: -1\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: p\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: p\r\nHost: q\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"):
            self.raw_problem(data, 400)
        self.raw_problem(b"GET / HTTP/2.0\r\nHost: p\r\n\r\n", 505)
        self.raw_problem(b"GET / HTTP/1.1\r\nHost: p\r\nExpect: wonders\r\n\r\n", 417)

    def test_a_request_that_ends_in_its_middle(self):
        for data in (b"GET /v1/stat", b"GET / HTTP/1.1\r\nHost: p\r\n",
                     b"POST /v1/search HTTP/1.1\r\nHost: p\r\nContent-Length: 9\r\n\r\n{"):
            self.raw_problem(data, 400, end=True)

    def test_too_large(self):
        start = b"GET /v1/status HTTP/1.1\r\nHost: p\r\n"
        self.raw_problem(b"GET /v1/search?q=" + b"a" * 40000 + b" HTTP/1.1\r\n\r\n", 414)
        self.raw_problem(start + b"X: " + b"a" * 40000 + b"\r\n\r\n", 431)
        self.raw_problem(start + b"X: a\r\n" * 200 + b"\r\n", 431)
        self.raw_problem(start + b"X: " + b"a" * 5000000, 431)
        self.raw_problem(b"POST /v1/search HTTP/1.1\r\nHost: p\r\nContent-Length: 100000\r\n\r\n"
                         + b"a" * 100000, 413)
        self.raw_problem(b"POST /v1/search HTTP/1.1\r\nHost: p\r\n"
                         b"Content-Length: 99999999999999999999999\r\n\r\n", 413)
        self.raw_problem(b"POST /v1/search HTTP/1.1\r\nHost: p\r\n"
                         b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411)

    def test_the_longest_question_fits(self):
        query = "q=" + quote("é" * 4000)
        status, _, body = self.daemon.get("/v1/search?" + query)
        self.assertNotIn(status, (413, 414, 431), body)

    def test_the_daemon_is_well_after_all_that(self):
        self.test_what_is_not_http()
        self.assertEqual(self.daemon.json("/v1/status")[0], 200)
        self.daemon.wait_for(lambda facts: facts["connections"]["open"] == 1, "connections closed")


class SlowClients(DaemonTest):
    options = ("--request-time", "700")

    def dribble(self, data, step=0.1):
        """Sends a byte now and then, as long as the daemon listens; returns its answer."""
        sock = connect(self.daemon.socket)
        sock.settimeout(step)
        answer = b""
        for byte in data:
            try:
                sock.sendall(bytes([byte]))
                answer += sock.recv(65536)
                if answer:
                    break
            except socket.timeout:
                continue
            except (BrokenPipeError, ConnectionResetError):
                break
        sock.settimeout(daemon.PATIENCE)
        answer += read_all(sock)
        sock.close()
        return answer

    def test_one_byte_at_a_time_does_not_outlive_the_total_time(self):
        for data in (b"GET /" + b"a" * 1000,
                     b"POST /v1/search HTTP/1.1\r\nHost: p\r\nContent-Length: 900\r\n\r\n" + b" " * 900):
            answer = self.dribble(data, 0.05)
            self.assertTrue(answer.startswith(b"HTTP/1.1 408 "), answer)
            self.assertIn(b"application/problem+json", answer)

    def test_who_says_nothing_is_closed(self):
        sock = connect(self.daemon.socket)
        self.assertEqual(read_all(sock), b"")
        sock.close()

    def test_a_second_request_has_its_own_total_time(self):
        sock = connect(self.daemon.socket)
        stream = sock.makefile("rb")
        sock.sendall(GET)
        self.assertEqual(read_answer(stream)[0], 200)
        sock.sendall(b"GET /v1/st")
        self.assertEqual(read_answer(stream)[0], 408)
        self.assertEqual(stream.read(), b"")
        sock.close()


if __name__ == "__main__":
    daemon.main()
