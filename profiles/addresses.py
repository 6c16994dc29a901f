"""Addresses of author records, without the resolver: a page names many, and each reverse costs."""


def address(public_id: str, slug: str) -> str:
    """The path of an author's profile; a test holds it to the URL named "author"."""
    return f"/authors/{public_id}/{slug}/"
