"""Who may do what at the desk: one line for each address of the admin."""

from __future__ import annotations

from dataclasses import dataclass

STRANGER, READER, STAFF = "stranger", "reader", "staff without a group"
READ_ONLY, EDITOR, CURATOR, ROOT = "Read-only staff", "Editors", "Curators", "superuser"
EVERYBODY = (STRANGER, READER, STAFF, READ_ONLY, EDITOR, CURATOR, ROOT)

# Who gets an answer of the page itself; everyone else is refused.
NOBODY = frozenset[str]()
ALL_STAFF = frozenset((STAFF, READ_ONLY, EDITOR, CURATOR, ROOT))
VIEWERS = frozenset((READ_ONLY, EDITOR, CURATOR, ROOT))
EDITORS = frozenset((EDITOR, CURATOR, ROOT))
CURATORS = frozenset((CURATOR, ROOT))
ROOT_ONLY = frozenset((ROOT,))
ANYBODY = frozenset(EVERYBODY)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may read an address, and who may send a form to it; nobody, where it takes no such request."""

    read: frozenset[str]
    send: frozenset[str]


# Lists take a search or an action, which change nothing by themselves.
LIST = Rule(VIEWERS, VIEWERS)
LOOK = Rule(VIEWERS, NOBODY)
NEVER = Rule(NOBODY, NOBODY)
ACCOUNTS = Rule(ROOT_ONLY, ROOT_ONLY)


def read_only(*names: str) -> dict[str, Rule]:
    """The addresses of records that are only looked at."""
    rules: dict[str, Rule] = {}
    for name in names:
        rules |= {f"{name}_changelist": LIST, f"{name}_add": NEVER, f"{name}_change": LOOK}
        rules |= {f"{name}_delete": NEVER, f"{name}_history": LIST}
    return rules


def accounts(*names: str) -> dict[str, Rule]:
    """The addresses of accounts, which are the superuser's alone."""
    kinds = ("changelist", "add", "change", "delete", "history")
    return {f"{name}_{kind}": ACCOUNTS for name in names for kind in kinds}


def of_curators(*names: str) -> dict[str, Rule]:
    """The addresses of what people asked for, which only curators see: to look at, and decided elsewhere."""
    rules = read_only(*names)
    return {name: Rule(rule.read & CURATORS, rule.send & CURATORS) for name, rule in rules.items()}


def kept_by_curators(*names: str) -> dict[str, Rule]:
    """The addresses of what curators type in themselves, and may take away again."""
    kinds = ("changelist", "add", "change", "delete", "history")
    return {f"{name}_{kind}": Rule(CURATORS, CURATORS) for name in names for kind in kinds}


MAY = {
    **accounts("profiles_user", "auth_group", "account_emailaddress"),
    **read_only("profiles_author", "profiles_trustscore"),
    **read_only("works_authorship", "works_decision", "works_listing", "works_reportednumber", "works_sourceprofile"),
    **read_only("works_work", "works_source", "works_importpage", "works_importbatch", "works_question"),
    # Permissions are looked up in the forms of accounts.
    **{name: Rule(rule.read & ROOT_ONLY, rule.send & ROOT_ONLY) for name, rule in read_only("auth_permission").items()},
    **of_curators("profiles_claim", "profiles_contest", "profiles_objection", "profiles_report"),
    **kept_by_curators("profiles_affiliationdomain", "profiles_authorlink"),
    "profiles_claim_decide": Rule(NOBODY, CURATORS),
    "profiles_contest_decide": Rule(NOBODY, CURATORS),
    "profiles_objection_decide": Rule(NOBODY, CURATORS),
    "profiles_report_read": Rule(NOBODY, CURATORS),
    "profiles_report_close": Rule(NOBODY, CURATORS),
    "auth_user_password_change": ACCOUNTS,
    "index": Rule(ALL_STAFF, ALL_STAFF),
    "app_list": Rule(VIEWERS, VIEWERS),
    # Who may not come in is led on: to the one log-in page of the site, and from the log-out to the index.
    "login": Rule(ALL_STAFF, ALL_STAFF),
    "logout": Rule(frozenset((STRANGER, READER)), ANYBODY),
    "password_change": Rule(ALL_STAFF, ALL_STAFF),
    "password_change_done": Rule(ALL_STAFF, NOBODY),
    "jsi18n": Rule(ALL_STAFF, NOBODY),
    "search": Rule(ALL_STAFF, ALL_STAFF),
    "autocomplete": Rule(VIEWERS, NOBODY),
    "view_on_site": Rule(ALL_STAFF, ALL_STAFF),
    "works_source_change": Rule(VIEWERS, CURATORS),
    "works_importbatch_add": Rule(CURATORS, CURATORS),
    "works_importbatch_progress": Rule(VIEWERS, NOBODY),
    "works_importbatch_rerun": Rule(NOBODY, CURATORS),
    "works_importbatch_roll_back": Rule(CURATORS, CURATORS),
    "works_importpage_rerun": Rule(NOBODY, CURATORS),
    "profiles_author_find": Rule(VIEWERS, NOBODY),
    "profiles_author_edit": Rule(EDITORS, EDITORS),
    "profiles_author_release": Rule(NOBODY, EDITORS),
    "profiles_author_split": Rule(NOBODY, CURATORS),
    "profiles_author_merge": Rule(CURATORS, CURATORS),
    "works_work_find": Rule(VIEWERS, NOBODY),
    "works_work_edit": Rule(EDITORS, EDITORS),
    "works_work_release": Rule(NOBODY, EDITORS),
    "works_work_join": Rule(CURATORS, CURATORS),
    # Of a decision who is who; that of an edit has a test of its own.
    "works_decision_undo": Rule(NOBODY, CURATORS),
    "works_question_queue": Rule(VIEWERS, NOBODY),
    "works_question_answer": Rule(NOBODY, CURATORS),
    "works_question_undo": Rule(NOBODY, CURATORS),
}
