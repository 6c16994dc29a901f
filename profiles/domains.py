"""Domains of e-mail addresses and hosts, compared as the network does; which can belong to an affiliation. Pure.

The names of mail providers here are the large ones only: what is tied to an affiliation is a curator's decision, and
this list keeps it from being taken by a slip. Anybody may have an address at one of them, so that it proves nothing.
"""

from __future__ import annotations

import re

LONGEST = 253

_MAIL_PROVIDERS = frozenset({
    "126.com", "139.com", "163.com", "189.cn", "aliyun.com", "aol.com", "bk.ru", "comcast.net", "daum.net", "duck.com",
    "email.com", "fastmail.com", "fastmail.fm", "foxmail.com", "free.fr", "gmail.com", "gmx.at", "gmx.ch", "gmx.com",
    "gmx.de", "gmx.net", "googlemail.com", "hanmail.net", "hey.com", "hotmail.com", "hotmail.co.uk", "hotmail.fr",
    "icloud.com", "inbox.ru", "laposte.net", "libero.it", "list.ru", "live.com", "mac.com", "mail.com", "mail.ru",
    "mailbox.org", "me.com", "msn.com", "naver.com", "orange.fr", "outlook.com", "pm.me", "posteo.de", "proton.me",
    "protonmail.com", "qq.com", "rediffmail.com", "rocketmail.com", "simplelogin.com", "sina.cn", "sina.com",
    "sohu.com", "t-online.de", "tom.com", "tuta.com", "tutanota.com", "vip.163.com", "vip.qq.com", "wanadoo.fr",
    "web.de", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.com",
    "yandex.ru", "yeah.net", "ymail.com", "zoho.com",
})  # fmt: skip
# Below a country's code these are endings under which everybody has names: edu.cn, ac.uk.
_SHARED = frozenset({"ac", "co", "com", "ed", "edu", "go", "gob", "gov", "gv", "ne", "net", "or", "org", "re", "res"})
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# The older way of writing names in ASCII turns these into other letters: straße.de would become strasse.de.
_OTHER_LETTERS = re.compile("[ßς\u200c\u200d]")


def normal(domain: str) -> str:
    """The domain in lower case ASCII as the network writes it; "" where it is none."""
    text = domain.strip().removesuffix(".")
    if not text or len(text) > LONGEST or _OTHER_LETTERS.search(text.lower()):
        return ""
    try:
        plain = text.encode("idna").decode().lower()
    except UnicodeError:
        return ""
    labels = plain.split(".")
    return plain if len(plain) <= LONGEST and all(map(_LABEL.fullmatch, labels)) else ""


def of_address(email: str) -> str:
    """The domain of an e-mail address as the network writes it; "" where it has none."""
    user, _, domain = email.rpartition("@")
    return normal(domain) if user else ""


def is_below(domain: str, tied: str) -> bool:
    """Whether a domain is the other one or a name below it; both as the network writes them."""
    return bool(tied) and (domain == tied or domain.endswith(f".{tied}"))


def problem(domain: str) -> str:
    """Why no affiliation can be tied to this domain, in a sentence; "" where one can."""
    plain = normal(domain)
    if not plain:
        return "This is no domain; expected one as in pku.edu.cn."
    labels = plain.split(".")
    if any(is_below(plain, provider) for provider in _MAIL_PROVIDERS):
        return f"Anybody can have an address at {plain}, so that it proves no affiliation."
    if len(labels) < 2 or labels[-1].isdigit() or (len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _SHARED):
        return f"Under {plain} everybody has names; the domain of one institution is expected."
    return ""
