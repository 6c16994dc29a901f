"""What each level may do, cell by cell."""

from __future__ import annotations

import pytest

from profiles import powers
from profiles.powers import Power

NO, MAY = False, True
# As in PRODUCT's ladder: of L0 and L1 of the record, for anybody; from L2 on of who owns it.
TABLE = {
    #                    L0   L1   L2   L3   L4
    Power.FOLLOW: (NO, MAY, MAY, MAY, MAY),
    Power.EXPORT: (NO, MAY, MAY, MAY, MAY),
    Power.SUGGEST: (NO, MAY, MAY, MAY, MAY),
    Power.CLAIM: (NO, MAY, MAY, MAY, MAY),
    Power.EDIT_LINKS: (NO, NO, MAY, MAY, MAY),
    Power.SET_OPEN: (NO, NO, MAY, MAY, MAY),
    Power.PROPOSE_WORKS: (NO, NO, MAY, MAY, MAY),
    Power.DECIDE_WORKS: (NO, NO, NO, MAY, MAY),
    Power.RENAME: (NO, NO, NO, MAY, MAY),
    Power.HIDE_METRICS: (NO, NO, NO, MAY, MAY),
    Power.HIDE_AFFILIATION: (NO, NO, NO, MAY, MAY),
    Power.INVITE: (NO, NO, NO, MAY, MAY),
    Power.BE_INVITED: (NO, NO, NO, MAY, MAY),
    Power.VOUCH: (NO, NO, NO, MAY, MAY),
    Power.CONFIRM: (NO, NO, NO, NO, MAY),
}


def test_the_table_has_a_line_for_every_power() -> None:
    assert list(TABLE) == list(Power)


@pytest.mark.parametrize("level", range(5))
@pytest.mark.parametrize("power", Power)
def test_each_cell(power: Power, level: int) -> None:
    assert powers.may(level, power) is TABLE[power][level]
