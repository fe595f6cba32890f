"""One balanced series of twelve quarters by three days, fitted by R's lme4::lmer: slope 0.0680181336, SE 0.031435548.

Ordinary least squares on the quarters' mean logs gives the same, since the series is balanced.
"""

import numpy as np
from numpy.testing import assert_allclose

from avloppsanalys.scatter import line_design
from avloppsanalys.trend import Days, day_line

LOGS = np.array(
    [
        [-0.0595632053, 0.0237023071, -0.8367135756],
        [-0.3747977443, -0.2784521160, -0.2852067725],
        [0.6093659410, 0.2276211440, 0.9438649338],
        [0.7881746252, 0.4418453561, 0.7974678140],
        [0.0519142619, 0.0961479127, -0.5740294948],
        [0.2207642600, 1.1611668185, 0.0599079006],
        [0.1533954453, 0.4801110268, -0.4174487142],
        [0.7188492812, 0.8899474918, 0.5094655174],
        [-0.3691366668, -0.5773449007, 0.8468966673],
        [1.0306826057, 0.2184043599, 0.4677730931],
        [0.9711452801, 1.6703441137, 0.1853691209],
        [0.4512244770, 0.7520449479, 0.5739853637],
    ]
)


def test_slope_and_standard_error() -> None:
    period, day = np.indices(LOGS.shape).reshape(2, -1)
    logs = LOGS.ravel()
    days = Days(log_low=logs, log_high=logs, series=0 * period, period=period, campaign=day, worth=np.ones(len(logs)))
    fitted = day_line(days, line_design(np.arange(12.0), np.zeros((1, 12), dtype=int)))
    assert_allclose(fitted.line.slope[0], 0.06801813360, atol=5e-11)
    assert_allclose(fitted.line.standard_error[0], 0.031435548, atol=5e-9)
    # The layers of a balanced nested model are those of its analysis of variance.
    within = LOGS.var(axis=1, ddof=1).mean()
    assert_allclose(fitted.day_variance[0], within, rtol=1e-5)
    assert_allclose(fitted.line.factor[0], 1.0, rtol=1e-5)
