"""pyMannKendall's test file (MIT; M. M. Hussain, I. Mahmud, JOSS 4 (2019) 1556, doi 10.21105/joss.01556).

Monthly rainfall [mm] in Bogra 1981-2010, with the answers that its authors checked against R: plain slope per month,
seasonal slope per year.
"""

import numpy as np
from numpy.testing import assert_allclose

from avloppsanalys.scatter import rank_trend

RAINFALL = """
32 20 25 189 240 193 379 278 301 0 0 82
0 4 - - 121 234 360 262 120 30 11 1
7 3 31 31 355 102 248 274 308 - 5 26
11 16 6 48 388 539 431 272 404 186 0 2
0 4 1 54 272 459 235 164 365 135 2 -
- 4 0 128 210 163 446 225 462 467 19 13
0 3 17 132 178 338 525 623 145 31 19 3
0 29 25 87 259 756 486 180 292 43 92 1
0 16 2 0 130 253 594 111 273 30 0 4
0 27 24 41 292 378 499 265 320 227 4 0
4 14 8 48 416 240 404 207 733 105 0 112
0 14 0 30 140 202 289 159 424 106 3 0
65 3 14 58 268 466 432 266 240 95 1 0
10 26 4 114 94 289 173 208 263 156 5 0
16 16 14 0 111 475 534 432 471 117 70 1
3 28 7 401 184 283 338 171 335 176 0 0
10 11 9 140 102 208 298 245 220 29 2 27
10 13 26 84 143 367 749 563 283 353 10 0
0 0 0 9 246 265 343 429 168 133 17 0
18 35 76 158 272 250 190 289 466 84 0 0
0 0 0 22 217 299 185 115 344 203 8 -
- 0 5 284 123 254 476 496 326 27 20 0
4 53 72 113 214 364 219 220 156 264 0 13
0 0 45 90 137 638 529 261 206 251 0 0
5 9 58 72 138 130 471 328 356 523 0 1
0 0 12 143 193 184 192 138 174 69 1 0
0 18 25 28 92 732 320 256 302 131 15 0
27 0 22 20 213 393 474 374 109 159 0 0
0 3 3 49 205 128 194 570 169 89 0 0
0 0 0 26 185 286 92 225 244 190 3 20
"""
VALUES = np.array([[np.nan if cell == "-" else float(cell) for cell in RAINFALL.split()]])


def test_plain() -> None:
    found = rank_trend(VALUES, np.arange(360.0))
    assert found.score[0] == -1959
    assert_allclose(found.variance[0], 4889800.333333333, rtol=1e-12)
    assert_allclose(found.z[0], -0.8854562842589916, rtol=1e-12)
    assert_allclose(found.p_value[0], 0.37591058740506833, rtol=1e-12)
    assert_allclose(found.tau_a[0], -0.03153167653875869, rtol=1e-12)
    assert_allclose(found.slope[0], -0.006369426751592357, rtol=1e-12)
    assert_allclose(found.intercept[0], 96.15286624203821, rtol=1e-12)


def test_an_earlier_version_counted_values_and_not_months() -> None:
    seen = VALUES[:, np.isfinite(VALUES[0])]
    found = rank_trend(seen, np.arange(float(seen.shape[1])))
    assert_allclose(found.slope[0], -0.0064516129032258064, rtol=1e-12)


def test_seasonal_is_per_year() -> None:
    years, months = np.divmod(np.arange(360), 12)
    found = rank_trend(VALUES, years.astype(float), season=months)
    assert found.score[0] == -399
    assert_allclose(found.variance[0], 34702.333333333336, rtol=1e-12)
    assert_allclose(found.z[0], -2.136504114534638, rtol=1e-12)
    assert_allclose(found.p_value[0], 0.03263834596177739, rtol=1e-12)
    assert_allclose(found.tau_a[0], -0.0794979079497908, rtol=1e-12)
    assert_allclose(found.slope[0], -0.08695652173913043, rtol=1e-12)
    by_month = rank_trend(VALUES, np.arange(360) / 12, season=months)
    assert_allclose([by_month.slope[0], by_month.p_value[0]], [found.slope[0], found.p_value[0]], rtol=1e-12)
