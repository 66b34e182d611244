"""Passwords: argon2id with parameters given explicitly (OWASP's second choice: 19 MiB, 2 passes, 1 lane).

The rules are those of NIST SP 800-63B, 3.1.1.2: length, nothing obvious, nothing of the person's own, and no demands
for digits or signs, which make passwords worse.
"""

from __future__ import annotations

import re
import unicodedata

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from app.core.problems import Problem

MIN_LENGTH = 12
MAX_LENGTH = 200

_hash = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
# Verified when there is no such member, so that the answer takes as long as for a wrong password.
_NOBODY = _hash.hash("nobody has this password")

# Read without capitals, signs and the digits at the end, so that each stands for its whole family.
_OBVIOUS = frozenset(
    {
        "password", "passwordpassword", "passw0rd", "passphrase", "mypassword", "thisismypassword", "changeme",
        "changemechangeme", "changemeplease", "letmein", "letmeinletmein", "letmeinplease", "welcome", "welcomewelcome",
        "administrator", "adminadmin", "adminadminadmin", "qwerty", "qwertyuiop", "qwertyqwerty", "qwertzuiop",
        "azertyuiop", "asdfghjkl", "qwertyuiopasdfghjkl", "qazwsxedcrfv", "iloveyou", "iloveyousomuch", "secret",
        "secretsecret", "correcthorsebatterystaple", "countersign", "countersigncountersign", "procurement", "summer",
        "winter", "spring", "autumn", "monday", "october", "november", "december", "january", "february", "football",
        "baseball", "superman", "sunshine", "princess", "trustnoone", "whatever", "opensesame", "testtesttest",
    }
)  # fmt: skip
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "98765432109876543210")


def hash_password(password: str) -> str:
    return _hash.hash(_same(password))


def verify_password(password: str, stored: str | None) -> bool:
    """Takes as long when there is no such member, or one who has not set a password yet, and is False then."""
    try:
        return _hash.verify(_same(password), stored or _NOBODY) and bool(stored)
    except UnknownHashError:
        _hash.verify(_same(password), _NOBODY)
        return False


def check_password(password: str, *, email: str, name: str, where: str = "password") -> list[Problem]:
    """What is wrong with a new password of this person; empty when it will do."""
    if len(password) < MIN_LENGTH:
        message = f"Choose a password of at least {MIN_LENGTH} characters"
        return [_problem("PASSWORD-SHORT", where, message, "A few words that do not belong together are easy to keep.")]
    if len(password) > MAX_LENGTH:
        return [_problem("PASSWORD-LONG", where, f"Choose a password of at most {MAX_LENGTH} characters", "")]
    core = _letters(password)
    own = {_letters(email), _letters(email.partition("@")[0]), _letters(name), _letters("".join(name.split()[::-1]))}
    if core in own - {""}:
        message = "Choose a password that is not your name or e-mail"
        return [_problem("PASSWORD-OWN", where, message, "It would be the first guess.")]
    if _is_obvious(password, core):
        message = "Choose a password that is harder to guess"
        return [_problem("PASSWORD-OBVIOUS", where, message, "This one is among those that are tried first.")]
    return []


def _is_obvious(password: str, core: str) -> bool:
    plain = re.sub(r"[\W_]+", "", _same(password).casefold())
    repeats = len(set(plain)) < 4
    runs = any(plain in run * 3 for run in _RUNS)
    return core in _OBVIOUS or repeats or runs


def _letters(text: str) -> str:
    return re.sub(r"\d+$", "", re.sub(r"[\W_]+", "", _same(text).casefold()))


def _same(password: str) -> str:
    """One form for what looks the same, whichever keyboard wrote it."""
    return unicodedata.normalize("NFKC", password)


def _problem(code: str, where: str, message: str, remedy: str) -> Problem:
    return Problem(code=code, where=where, message=message, remedy=remedy)
