"""How many people may bear a name: this installation's own counts, blended with what is known of common names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from works.identity.naming import Name

# People who publish, of whom the installation knows some: what a frequency is multiplied by.
POPULATION = 100_000
# How many distinct names the prior is worth against the installation's own.
PRIOR_WEIGHT = 1_500.0
RARE_FAMILY = 2e-5
RARE_GIVEN = 6e-5
# Initials by letter, roughly as in bylines all over the world; the rest shares the little that is left.
INITIALS = {
    "s": .10, "j": .10, "m": .09, "a": .085, "c": .06, "y": .06, "h": .05, "d": .05, "r": .05, "k": .045, "x": .03,
    "p": .04, "t": .035, "l": .04, "g": .035, "b": .03, "n": .03, "e": .03, "w": .025, "z": .025, "f": .025, "v": .015,
    "i": .015, "o": .01, "q": .01, "u": .005,
}  # fmt: skip

_FAMILIES = {
    1.5e-2: "wang zhang li liu chen",
    8e-3: "yang kim lee huang zhao wu zhou xu sun",
    4e-3: "lin zhu guo hu he gao luo ma zheng liang park nguyen song tang xie singh kumar yu smith",
    2e-3: "han feng dong cao xiao cheng deng yuan jiang peng zeng shen su lu ye cai pan ding du wei fan jin shi "
    "choi lim jung cho tran sharma gupta tanaka suzuki sato muller johnson brown garcia rodriguez martinez "
    "lopez fernandez gonzalez chang jones williams miller davis wilson taylor anderson martin patel das silva "
    "fu ren tan yao fang",
    8e-4: "bai cui hao kong liao mao qian qin qiu ruan tian xiong xue yan yin zhong zou dai gong hou lei meng shao "
    "wan wen xia xiang yi chan wong lau ng ho tsai hsu chang chung hwang kang shin yoon jang oh watanabe "
    "yamamoto nakamura ito kobayashi kato yoshida yamada sasaki takahashi inoue thomas moore white harris "
    "clark lewis robinson walker young allen king wright scott green baker adams hall campbell mitchell "
    "roberts carter phillips evans turner collins murphy cook rogers morgan cooper bell ward cox richardson "
    "wood watson bennett gray hughes price kelly ross schmidt schneider fischer weber meyer wagner becker "
    "schulz hoffmann bauer koch richter klein wolf neumann schwarz zimmermann hartmann rossi russo ferrari "
    "bianchi romano santos oliveira souza pereira costa ferreira rodrigues almeida perez sanchez ramirez "
    "gomez diaz hernandez jain agarwal agrawal verma mishra rao reddy roy ghosh mukherjee banerjee bose khan "
    "ahmed ali hussain rahman hassan ivanov petrov levy cohen pham le hoang phan vu dang bui do",
}
_GIVEN = {
    4e-3: "wei david michael john jun lei li jie yang robert peter yi",
    2e-3: "yu hui jing yan feng bin bo tao ming hao chao xin peng lin jian hong hua ying ping gang kai yong jia fei "
    "xiao thomas james richard daniel mark paul christian martin andreas stefan andrew alexander william "
    "christopher stephen eric min dong jin qiang zhen cheng rui na dan juan jose maria carlos luis antonio "
    "francisco",
    1e-3: "xiaoming jianping yun lu ke ning lan meng shan shuai sheng tian ting wen xiang yuan yue zhi zheng han "
    "chen chun guang hai jiang liang long mei nan pei qing rong song tong xia xuan yao yin jianhua xiaodong "
    "anna matthew joseph kevin brian george charles steven jonathan benjamin philip frank matthias markus "
    "marco andrea giovanni francesco alessandro luca pierre jean philippe nicolas laurent olivier pedro "
    "manuel miguel javier hiroshi takashi kenji masahiro hiroyuki rajesh amit sanjay rahul anil ashok vijay "
    "ravi mohamed mohammad muhammad ahmed ali ivan sergey dmitry vladimir alexey mikhail kim tim tom simon "
    "patrick edward kenneth gary scott jeffrey anthony nicholas adam alan sarah laura lisa julia jennifer "
    "susan elizabeth karen nancy barbara young sung jae sang",
}


def _table(tiers: Mapping[float, str]) -> dict[str, float]:
    table: dict[str, float] = {}
    for share, words in tiers.items():
        for word in words.split():
            table.setdefault(word, share)
    return table


FAMILIES, GIVEN = _table(_FAMILIES), _table(_GIVEN)


class NameCounts:
    """Distinct names of this installation, by family name, given name and initial."""

    def __init__(
        self,
        total: int = 0,
        families: Mapping[str, int] | None = None,
        given: Mapping[str, int] | None = None,
        initials: Mapping[str, int] | None = None,
    ) -> None:
        self.total = total
        self.families = Counter(families or {})
        self.given = Counter(given or {})
        self.initials = Counter(initials or {})
        self._seen: set[str] = set()

    def add(self, names: Iterable[Name]) -> None:
        """Count those of the names that were not counted before."""
        for name in names:
            if name.key not in self._seen and name.joined:
                self._seen.add(name.key)
                self.total += 1
                self.families[name.surname] += 1
                self.given[first_given(name)] += 1
                self.initials[name.joined[0]] += 1

    def namesakes(self, name: Name) -> float:
        """Expected number of people who could sign so, at least a thousandth."""
        if name.is_one_word:
            return POPULATION * RARE_GIVEN
        family = self._blend(self.families[name.surname], FAMILIES.get(name.surname, RARE_FAMILY))
        if name.is_initials:
            given = self._blend(self.initials[name.joined[0]], INITIALS.get(name.joined[0], 0.01))
        else:
            word = first_given(name)
            given = self._blend(self.given[word], GIVEN.get(word, RARE_GIVEN))
        # A second given name, or its initial, is borne by about one in twelve.
        return (
            POPULATION
            * family
            * given
            * (1 / 12 if len(name.given) > 1 or (name.is_initials and len(name.joined) > 1) else 1)
        )

    def _blend(self, count: int, prior: float) -> float:
        return (count + PRIOR_WEIGHT * prior) / (self.total + PRIOR_WEIGHT)


def first_given(name: Name) -> str:
    """The given name that counts: the first, hyphens joined."""
    return name.given[0].replace("-", "")
