"""What follows from the facts of a document where nobody said it."""

from dpkit.model import DocumentType, Facts


def document_type_of(facts: Facts) -> DocumentType:
    """What a document is: a person's word, else relay where publisher and issuer differ, else statement or other.

    >>> document_type_of(Facts(issuer="Ministry of Health", publisher="example.org"))
    'relay'
    >>> document_type_of(Facts(issuer="Ministry of Health"))
    'statement'
    >>> document_type_of(Facts(publisher="example.org"))
    'other'
    """
    if facts.type is not None:
        return facts.type
    if facts.issuer is None:
        return "other"
    is_relay = facts.publisher is not None and facts.publisher.casefold() != facts.issuer.casefold()
    return "relay" if is_relay else "statement"
