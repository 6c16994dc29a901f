"""Addresses of author records, without the resolver: a page names many, and each reverse costs."""


def address(public_id: str, slug: str) -> str:
    """The path of an author's profile; a test holds it to the URL named "author"."""
    return f"/authors/{public_id}/{slug}/"


def name_address(folded: str) -> str:
    """The path of the page of everyone of this folded name, which is not ""; the URL named "name"."""
    return f"/names/{folded.replace(' ', '-')}/"
