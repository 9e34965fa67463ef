"""A page of another site: a link in it leads here, and nothing else that it has a browser ask for is answered."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Browser

from arsip.web.caching_middleware import asset

PAGE = """<!doctype html><title>Di tempat lain</title>
<p><a href="{site}/search?q=pasar">Pasar</a> <iframe src="{site}/archive?sql=select+1"></iframe>
"""


@contextmanager
def another(site: str) -> Iterator[str]:
    """Serve the page under a name that a browser takes for another site."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE.format(site=site).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def test_a_link_leads_here_and_nothing_else_is_answered(browser: Browser, site: str) -> None:
    with another(site) as elsewhere:
        page = browser.new_page()
        answers: dict[str, int] = {}
        page.on("response", lambda answer: answers.update({answer.url.removeprefix(site): answer.status}))
        page.goto(elsewhere)
        assert answers["/archive?sql=select+1"] == 403
        page.get_by_role("link", name="Pasar").click()
        page.wait_for_url(f"{site}/search?q=pasar")
        assert answers["/search?q=pasar"] == answers[asset("arsip.css")] == 200
        page.reload()
        assert answers["/search?q=pasar"] == 200
        page.close()
