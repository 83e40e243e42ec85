"""Interviews with dashes: each paragraph that a dash opens is a turn, questions the one side's, replies the other's.

Russian and Kazakh print them so, without quotation marks.
"""

from collections.abc import Iterator, Sequence

from dpkit.extract.lines import Passage
from dpkit.extract.speakers import Directory, Voice, mention_voice

LEAST_TURNS = 3
DASHES = ("– ", "— ", "- ", "―")


def replies(passages: Sequence[Passage], directory: Directory) -> dict[int, Voice]:
    """The voices of the passages of replies, by number; none where there is no interview.

    Who replies is the person named last before the first turn; where nobody is, it is not known.
    """
    turns = list(_turns(passages))
    if len(turns) < LEAST_TURNS or not any(_asks(turn) for turn in turns) or all(_asks(turn) for turn in turns):
        return {}
    voice = _interviewed(directory, turns[0][0].line.start)
    return {passage.number: voice for turn in turns if not _asks(turn) for passage in turn}


def _turns(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    turn: list[Passage] = []
    for passage in passages:
        line = passage.line
        if passage.is_first:
            if turn:
                yield turn
            is_opened = line.lexicon.drops_copula and line.words.text.startswith(DASHES, line.start)
            turn = [passage] if is_opened else []
        elif turn:
            turn.append(passage)
    if turn:
        yield turn


def _asks(turn: Sequence[Passage]) -> bool:
    line = turn[-1].line
    return line.words.text[line.start : line.end].rstrip().endswith("?")


def _interviewed(directory: Directory, start: int) -> Voice:
    persons = [index for index in directory.within(0, start) if directory.type_of(index) == "person"]
    return mention_voice(directory, persons[-1], "quote_block") if persons else Voice()
