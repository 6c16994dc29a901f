"""Words that tell the parts of a name apart, folded; few on purpose: what is missing costs a link, never a merge."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of the text, each once."""
    return frozenset(text.split())


TITLES = words("dr prof professor mr mrs ms sir dipl-ing ing")
SUFFIXES = words("jr sr ii iii iv phd md msc bsc esq")

# Always part of the family name, however written.
PARTICLES = words(
    "von van der den dem de del della dello degli dos das du des di da la le lo ter ten te zu zum zur af av el al bin "
    "ibn ben bint abu mc st san santa"
)
# Also given names or family names in East Asia: part of the family name only where written small in a mixed name.
DOUBTFUL_PARTICLES = words("bin ben van da la le lo te ten di du san al el abu mc st")

# A byline with one of these names a body, not a person.
GROUP_WORDS = words(
    "collaboration collaborations consortium group groups team teams project committee society university universite "
    "universitat institute institut institution network association initiative department dept laboratory "
    "laboratories centre center foundation corporation inc ltd gmbh company council commission ministry agency board "
    "organization organisation school college faculty academy union federation members editors editorial staff "
    "experiment program programme study investigators authors contributors taskforce workshop conference proceedings"
)
NOBODY = words(
    "anonymous anon unknown none null nan na n/a others other author authors editor editors et etal al admin test tba "
    "tbd australia austria belgium brazil canada chile china denmark egypt england europe finland france germany "
    "greece hongkong hungary india indonesia iran ireland italy japan korea malaysia mexico netherlands norway "
    "pakistan poland portugal romania russia scotland singapore spain sweden switzerland taiwan thailand turkey uk "
    "usa vietnam"
)

# Families before or after the given name in East Asia; the given name is one even where it is written as two words.
EAST_ASIAN = words(
    "wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han tang "
    "feng yu dong xiao cheng cao yuan deng fu shen zeng peng lu su jiang cai jia ding wei xue ye yan pan du dai xia "
    "zhong tian ren fan fang shi yao tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long "
    "wan duan qian lei yin chang lai gong wen pang lan hong shan ge ni chan cheung chow chu ho hsieh hsu hsiao huang "
    "kao kuo kwok lau lee leung liao lo ng tsai tsang tseng tung wong yeh yeung yip yuen kim park choi jung kang cho "
    "yoon jang lim han shin seo kwon oh moon bae baek heo nam noh ha joo min ryu jeon jeong chung chang hwang ahn an "
    "hong yoo son"
)

# One line per name: spellings that one person uses for it. Only ever a reason to ask.
NICKNAMES: dict[str, frozenset[str]] = {}
for _line in (
    "william bill will willy liam", "robert bob rob bobby bert", "richard dick rick rich", "james jim jimmy jamie",
    "john jack johnny jon", "thomas tom tommy", "michael mike mick", "david dave", "daniel dan danny", "joseph joe",
    "christopher chris", "christian chris", "matthew matt", "anthony tony", "antonio tony", "andrew andy drew",
    "edward ed eddie ted ned", "theodore ted theo", "charles charlie chuck", "nicholas nick nico", "stephen steve",
    "steven steve", "gregory greg", "kenneth ken", "ronald ron", "donald don", "timothy tim", "benjamin ben",
    "samuel sam", "alexander alex sasha", "alexandra alex sasha", "jeffrey jeff", "geoffrey geoff", "lawrence larry",
    "gerald gerry jerry", "raymond ray", "frederick fred", "philip phil", "peter pete", "patrick pat", "patricia pat",
    "elizabeth liz beth betty", "margaret maggie peggy meg", "katherine kate kathy katie", "catherine cathy kate",
    "deborah debbie deb", "susan sue", "jennifer jenny jen", "rebecca becky", "barbara barb", "victoria vicky",
    "francisco paco", "jose pepe", "vladimir volodymyr", "aleksandr alexander", "sergey sergei", "yuri yury iouri",
    "dmitry dmitri dimitri", "mikhail michael", "johannes hans jan", "hans johann",
):  # fmt: skip
    _words = words(_line)
    for _word in _words:
        NICKNAMES[_word] = NICKNAMES.get(_word, frozenset()) | _words
