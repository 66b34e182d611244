"""Whatever the guarded process does, the one that asked goes on, and is told why there is no answer."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.infra.reading import Limits, Unreadable, guard, page_picture
from tests import documents

SHORT = Limits(seconds=1, file_mb=1, answer_mb=1)


def ask(program: str, monkeypatch: pytest.MonkeyPatch, limits: Limits = SHORT) -> str:
    """What is said when the process runs this program instead of ours."""
    monkeypatch.setattr(guard, "_COMMAND", (sys.executable, "-I", "-c", program))
    with pytest.raises(Unreadable) as refused:
        page_picture(io.BytesIO(documents.pdf()), "application/pdf", 1, limits=limits)
    assert refused.value.problem.message
    assert refused.value.problem.remedy
    return refused.value.problem.code


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "READ-CRASHED"),
        ("import os; os._exit(3)", "READ-CRASHED"),
        ("print('nonsense', end='')", "READ-CRASHED"),
        ("print('!nonsense', end='')", "READ-CRASHED"),
        ("", "READ-CRASHED"),
        ("import time; time.sleep(60)", "READ-TOO-LONG"),
        ("while True: pass", "READ-TOO-LONG"),
        ("import os, time; os.close(1); time.sleep(60)", "READ-TOO-LONG"),
        ("import os\nwhile True: os.write(1, b'x' * 65536)", "READ-TOO-LARGE"),
        ("import os, time\nos.write(1, b'P')\nwhile True: os.write(1, b'x'); time.sleep(0.1)", "READ-TOO-LONG"),
    ],
)
def test_no_answer_is_a_problem_with_a_code(program: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.monotonic()
    assert ask(program, monkeypatch) == code
    assert time.monotonic() - began < SHORT.seconds + 5


def test_what_it_started_is_ended_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    program = (
        "import subprocess, sys, time\n"
        "other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(note)!r}, 'w').write(str(other.pid)); time.sleep(60)"
    )
    assert ask(program, monkeypatch) == "READ-TOO-LONG"
    assert _is_gone(int(note.read_text()))


def _is_gone(pid: int) -> bool:
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
        if state in ("", "Z"):
            return True
        time.sleep(0.1)
    return False


def test_it_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COUNTERSIGN_SECRET_KEY", "k" * 40)
    note = tmp_path / "environment"
    ask(f"import os; open({str(note)!r}, 'w').write(repr(sorted(os.environ)))", monkeypatch)
    assert "COUNTERSIGN" not in note.read_text()
    assert "PATH" in note.read_text()


def test_a_file_that_is_too_large_is_not_even_given() -> None:
    with pytest.raises(Unreadable) as refused:
        page_picture(io.BytesIO(b"%PDF-1.7\n" + bytes(2 << 20)), "application/pdf", 1, limits=SHORT)
    assert refused.value.problem.code == "READ-TOO-LARGE"


def confined(program: str) -> subprocess.CompletedProcess[str]:
    """A program under the limits that reading puts on itself."""
    begin = "from app.infra.reading.sandbox import confine\nfrom app.infra.reading.limits import Limits\n"
    return subprocess.run(
        [sys.executable, "-I", "-c", begin + "confine(Limits(seconds=1, threads=1, memory_mb=512))\n" + program],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_it_may_write_no_file(tmp_path: Path) -> None:
    target = tmp_path / "written"
    done = confined(f"f = open({str(target)!r}, 'w'); f.write('x'); f.flush()")
    assert done.returncode != 0
    assert not target.exists() or target.read_text() == ""


def test_it_ends_when_its_processor_time_is_used_up() -> None:
    assert confined("while True: pass").returncode < 0


@pytest.mark.skipif(sys.platform != "linux", reason="kept to by Linux only")
@pytest.mark.parametrize(
    "program",
    [
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.fork()",
        "import os; os.execv('/bin/true', ['true'])",
        "bytes(700 << 20)",
    ],
)
def test_on_linux_it_may_not(program: str) -> None:
    done = confined(program + "\nprint('it could')")
    assert "it could" not in done.stdout
    assert done.returncode != 0


@pytest.mark.skipif(sys.platform != "linux", reason="kept to by Linux only")
def test_on_linux_it_may_have_threads() -> None:
    done = confined("import threading; t = threading.Thread(target=print, args=('threads',)); t.start(); t.join()")
    assert done.stdout.strip() == "threads"
