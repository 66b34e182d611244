"""Mails are rows first, and leave over a real connection to a real (if small) mail server, once."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from email.policy import default

import pytest
from sqlmodel import Session, select

from app.features.campaigns import queries as campaign_queries
from app.features.campaigns import sending
from app.features.effects import build_worker
from app.features.errors import Closed, NotAllowed, NotFound
from app.features.notifications import queries, service
from app.features.notifications.models import Mail, MailState
from app.infra import mail as smtp
from app.infra.jobs import BACK_OFF, Job, JobState
from app.infra.services import Services
from tests.conftest import Cast, Now
from tests.features.campaign_story import OTTERLINE, QUILLFEATHER, draft


class Server(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP to take mail in, or to refuse it the way real servers do."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[email.message.EmailMessage] = []
        self.refusal = ""  # the answer to RCPT TO, when it is not to be taken


class _Conversation(socketserver.StreamRequestHandler):
    server: Server

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self._say("220 mail.test ESMTP")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            if verb == "DATA":
                self._say("354 go on")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part.removeprefix(b".") if part.startswith(b"..") else part)
                self.server.taken.append(email.message_from_bytes(b"".join(lines), policy=default))
                self._say("250 taken")
            elif verb == "RCPT" and self.server.refusal:
                self._say(self.server.refusal)
            else:
                self._say("250 ok")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def posting(services: Services, server: Server) -> Services:
    """The services with a mail server set."""
    changes = {"smtp_host": "127.0.0.1", "smtp_port": server.server_address[1], "smtp_security": "none"}
    settings = services.settings.model_copy(update=changes)
    return Services(settings=settings, database=services.database, storage=services.storage, clock=services.clock)


def _send(services: Services, cast: Cast, now: Now, *rows: dict[str, str], **changes: str) -> None:
    with services.database.writing() as session:
        campaign = draft(session, cast.ines.actor, now(), *rows, **changes)
        sending.send(session, cast.ines.actor, campaign.id, services.settings, now())


def _work(services: Services) -> int:
    worker, count = build_worker(services), 0
    while worker.run_once():
        count += 1
    return count


def _mails(services: Services) -> list[Mail]:
    with services.database.reading() as session:
        return list(session.exec(select(Mail).order_by(Mail.to_address)))


def test_an_invitation_arrives_with_its_link_in_both_versions(
    posting: Services, server: Server, cast: Cast, now: Now
) -> None:
    _send(posting, cast, now, QUILLFEATHER, message="We look at <eight> products & compare them.")
    assert _work(posting) == 1
    (arrived,) = server.taken
    (mail,) = _mails(posting)
    assert (mail.state, mail.sent_at) == (MailState.SENT, now())
    with posting.database.reading() as session:
        link = campaign_queries.link_of(session, mail.invitation_id or "", posting.settings)
    assert link is not None
    text, html = (arrived.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert link in text
    assert f'href="{link}"' in html
    assert "<eight> products & compare" in text
    assert "&lt;eight&gt; products &amp; compare" in html
    assert "{{" not in text + html
    assert arrived["Subject"] == "2 questions about Shortlisting software, due 18 December"
    assert arrived["To"] == "Marta Quist <m.quist@quillfeather.example>"
    assert arrived["From"] == '"Ines Aldemir, Norrhaven Transit" <countersign@localhost>'
    assert "ines@norrhaven.example" in arrived["Reply-To"]
    assert arrived["Message-ID"] == f"<{mail.id}@localhost>"


def test_the_html_version_loads_nothing_and_follows_nobody(
    posting: Services, server: Server, cast: Cast, now: Now
) -> None:
    _send(posting, cast, now, QUILLFEATHER)
    _work(posting)
    html = server.taken[0].get_body(("html",)).get_content()  # type: ignore[union-attr]
    for loads in ("<img", "<script", "<link", "<iframe", "url(", "@import"):
        assert loads not in html


def test_a_job_done_twice_sends_once(posting: Services, server: Server, cast: Cast, now: Now) -> None:
    _send(posting, cast, now, QUILLFEATHER)
    _work(posting)
    with posting.database.writing() as session:
        job = session.exec(select(Job)).one()
        job.state = JobState.WAITING
        session.add(job)
    assert _work(posting) == 1
    assert len(server.taken) == 1


def test_without_a_mail_server_mails_are_kept_and_can_be_sent_once_there_is_one(
    services: Services, posting: Services, server: Server, cast: Cast, now: Now
) -> None:
    _send(services, cast, now, QUILLFEATHER)
    assert _work(services) == 0
    (mail,) = _mails(services)
    assert mail.state == MailState.KEPT
    with services.database.writing() as session, pytest.raises(Closed):
        service.send_again(session, cast.tomas.actor, mail.id, services.settings, now())
    with posting.database.writing() as session:
        service.send_again(session, cast.tomas.actor, mail.id, posting.settings, now())
        service.send_again(session, cast.tomas.actor, mail.id, posting.settings, now())
    _work(posting)
    assert len(server.taken) == 1


def test_an_address_that_the_server_refuses_for_good_is_told_and_not_tried_again(
    posting: Services, server: Server, cast: Cast, now: Now
) -> None:
    server.refusal = "550 no such mailbox"
    _send(posting, cast, now, QUILLFEATHER)
    assert _work(posting) == 1
    (mail,) = _mails(posting)
    assert mail.state == MailState.FAILED
    assert "550 no such mailbox" in mail.error


def test_a_server_that_is_busy_is_tried_again_later(posting: Services, server: Server, cast: Cast, now: Now) -> None:
    server.refusal = "451 try later"
    _send(posting, cast, now, QUILLFEATHER)
    assert _work(posting) == 1
    assert _mails(posting)[0].state == MailState.WAITING
    server.refusal = ""
    assert _work(posting) == 0
    now.forward(BACK_OFF[0])
    assert _work(posting) == 1
    assert _mails(posting)[0].state == MailState.SENT


def test_a_server_that_is_not_there_is_given_up_after_the_last_try_and_people_see_it(
    posting: Services, server: Server, cast: Cast, now: Now
) -> None:
    server.server_close()
    _send(posting, cast, now, QUILLFEATHER)
    for pause in (*BACK_OFF, BACK_OFF[-1]):
        _work(posting)
        now.forward(pause)
    _work(posting)
    (mail,) = _mails(posting)
    assert mail.state == MailState.FAILED
    assert "ConnectionRefusedError" in mail.error


def test_a_mail_does_not_leave_with_a_link_that_was_revoked_meanwhile(
    posting: Services, server: Server, cast: Cast, now: Now
) -> None:
    _send(posting, cast, now, QUILLFEATHER)
    (mail,) = _mails(posting)
    assert mail.campaign_id
    assert mail.invitation_id
    with posting.database.writing() as session:
        sending.revoke(session, cast.ines.actor, mail.campaign_id, mail.invitation_id, now())
    _work(posting)
    assert server.taken == []
    assert _mails(posting)[0].error == "The link was revoked before this mail could leave."


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to_name", "Marta\r\nBcc: everybody@vendor.example"),
        ("to_address", "marta@vendor.example\r\nBcc: everybody@vendor.example"),
        ("subject", "Hello\nBcc: everybody@vendor.example"),
        ("sender_name", "Ines\r\n\r\nanother body"),
        ("reply_to", "ines@norrhaven.example\nX: y"),
    ],
)
def test_no_text_of_a_mail_becomes_a_header(services: Services, now: Now, field: str, value: str) -> None:
    fields = {
        "mail_id": "1", "sender_name": "Ines", "to_name": "Marta", "to_address": "m@vendor.example", "reply_to": "",
        "subject": "Hello", "text": "x", "html": "<p>x",
    }  # fmt: skip
    with pytest.raises(smtp.CannotBeSent):
        smtp.message(**(fields | {field: value}), settings=services.settings, at=now())  # type: ignore[arg-type]


def test_odd_names_and_domains_are_written_as_mail_writes_them(services: Services, now: Now) -> None:
    mail = smtp.message(
        mail_id="1", settings=services.settings, sender_name='Ines "IA" Aldemir, Überland', to_name="مارتا 🦦",
        to_address="m@bücher.example", reply_to="", subject="Fragen über Bücher 🦦", text="ä", html="<p>ä", at=now(),
    )  # fmt: skip
    assert mail["To"].addresses[0].domain == "xn--bcher-kva.example"
    assert mail.as_bytes().isascii()


def test_mails_are_their_organisations_own(services: Services, session: Session, cast: Cast, now: Now) -> None:
    _send(services, cast, now, QUILLFEATHER, OTTERLINE)
    mail = _mails(services)[0]
    with pytest.raises(NotFound):
        queries.mail(session, cast.kai.actor, mail.id)
    with pytest.raises(NotAllowed):
        service.send_again(session, cast.rosa.actor, mail.id, services.settings, now())
