"""Search over authors, works, topics and institutions; each answers within seconds and never reads a whole table.

    people.find(text, place="", size=20)                  -> Found[Person]
    works.find(text, facets=Facets(), place="", size=20)  -> FoundWorks: rows are Hits; total, counts of facets
    subjects.find(text, "topic", place="", size=20)       -> Found[Subject]; "topic" or "institution"
    straight.address(text)                                -> the path of the record of a DOI, arXiv id or ORCID, or ""
    suggestions.suggest(text)                             -> Groups of Options, a few of each kind, for a box
    facets.Facets.from_query(request.GET)                 -> what year, topic, kind, source and code say

`text` is what a reader typed, however odd: it is cleaned and read by `reading.read`. `Found` (found.py) holds `rows`,
`next` (the place of the next page, "" on the last; hand it in as `place`), `guessed` (nothing bears the name: the rows
are like it), `partial` (of the many that match only the first were looked at) and `gave_up` (it took too long).
`FoundWorks` adds `total`, `counts` and `nothing_to_look_for` (only very common words, or only exclusions).
"""
