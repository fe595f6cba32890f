"""What each residue of a sample adds to the consumption of each drug."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from avloppsanalys.consumption.contribution import net_of_contribution
from avloppsanalys.consumption.excretion import consumed
from avloppsanalys.errors import AvloppsanalysError, TableError, UnknownNameError, show_rows
from avloppsanalys.reference import FactorSet, contributions, factor_set, molar_mass
from avloppsanalys.tables import LOADS, arrange, check, numbered_by
from avloppsanalys.uncertainty import log_sd_from_cv, log_sd_from_range

__all__ = ["UnconfirmedFactorError", "parts_of_consumption"]

Floats = npt.NDArray[np.float64]

_SAMPLE: Final = ["plant", "sample_id", "sample_type"]
"""Columns that name a sample."""


class UnconfirmedFactorError(AvloppsanalysError, ValueError):
    """A factor that nobody has confirmed in its source was to be used without leave."""


def parts_of_consumption(
    loads: pd.DataFrame, factor_set_name: str, *, drugs: Collection[str] | None = None, allow_recalled: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what each residue of a sample adds to the consumption of each drug, and the factors that it is made with.

    Parameters
    ----------
    loads, factor_set_name, drugs, allow_recalled
        As for `back_calculate`.

    Returns
    -------
    parts : pandas.DataFrame
        One row a sample, drug and residue: the columns of the loads, `drug`, `net`, `net_low`, `net_high` (the load
        less what another drug contributes) and `value`, `low`, `high` (those times `multiplier`) [mg/day/1000
        persons], `share` of the drug's whole, and `whole`, a number that the parts of one whole have in common.
    factors : pandas.DataFrame
        The set's rows as they were used.
    """
    check(loads, LOADS)
    chosen = factor_set(factor_set_name)
    factors = _factor_table(chosen)
    for drug in (drug for drug in drugs or () if drug not in set(factors["drug"])):
        raise UnknownNameError("drug of the factor set", drug, set(factors["drug"]))
    factors = factors[factors["drug"].isin(drugs)] if drugs is not None else factors
    recalled = sorted(set(factors.loc[factors["factor_status"] == "recalled", "drug"]))
    if recalled and not allow_recalled:
        raise UnconfirmedFactorError(
            f"The factor set {factor_set_name!r} has unconfirmed (recalled) numbers for {', '.join(recalled)}. Choose"
            " another set, name other drugs, or allow them with allow_recalled=True; they are then marked everywhere."
        )
    return _parts(loads, chosen, factors), factors


def _factor_table(chosen: FactorSet) -> pd.DataFrame:
    """Return the rows of a set with what one unit of load stands for, and the log spread of excretion and dose."""
    rows = [
        {
            "drug": row.drug,
            "residue": row.residue,
            "multiplier": float(
                row.weight
                * consumed(
                    1.0,
                    row.excretion_fraction,
                    molar_mass(row.drug) / molar_mass(row.residue) if row.basis == "molar" else 1.0,
                )
            ),
            "dose_mg": row.dose_mg,
            "dose_basis": row.dose_basis,
            "factor_status": row.status,
            "stated_excretion": float(log_sd_from_cv(row.excretion_cv)),
            "range_excretion": float(log_sd_from_range(row.excretion_low, row.excretion_high)),
            "stated_dose": np.nan,
            "range_dose": float(log_sd_from_range(row.dose_low_mg, row.dose_high_mg)),
        }
        for row in chosen.rows
    ]
    columns = ["drug", "residue", "multiplier", "dose_mg", "dose_basis", "factor_status"]
    columns += [f"{kind}_{component}" for component in ("excretion", "dose") for kind in ("stated", "range")]
    return pd.DataFrame(rows, columns=columns).assign(factor_set=chosen.name)


def _parts(loads: pd.DataFrame, chosen: FactorSet, factors: pd.DataFrame) -> pd.DataFrame:
    """Return one row a sample, drug and residue of the set, each with what it adds to the consumption."""
    rows = arrange(loads, LOADS)
    repeats = rows.duplicated([*_SAMPLE, "residue"], keep=False)
    if repeats.any():
        repeated = rows[repeats]
        raise TableError(
            f"{len(repeated)} loads are of a sample and residue that occur twice. Choose the answers that count with"
            f" loads.current_answers before:\n{show_rows(repeated[[*_SAMPLE, 'residue', 'report_id', 'revision']])}"
        )
    exact = rows["load_mg_per_day_per_1000"]
    rows = rows.assign(
        value=exact,
        low=rows["load_low_mg_per_day_per_1000"].fillna(exact),
        high=rows["load_high_mg_per_day_per_1000"].fillna(exact),
        not_estimable=False,
        contribution_unknown=False,
    )
    if chosen.subtract_contributions:
        for contribution in contributions():
            rows = net_of_contribution(rows, _SAMPLE, contribution)
    residue = rows["residue"].to_numpy(dtype=object)
    own = [np.flatnonzero(residue == name) for name in factors["residue"]]
    of, by = (
        np.concatenate([np.zeros(0, dtype=np.intp), *own]),
        np.repeat(np.arange(len(own)), [len(one) for one in own]),
    )
    order = np.lexsort((by, of))
    parts = rows.take(of[order]).reset_index(drop=True)
    parts = parts.assign(**{name: factors[name].array.take(by[order]) for name in factors.columns if name != "residue"})
    for name, net in (("value", "net"), ("low", "net_low"), ("high", "net_high")):
        parts[net] = parts[name]
        parts[name] = parts[name] * parts["multiplier"]
    whole = numbered_by(parts, [*_SAMPLE, "drug"])
    return parts.assign(whole=whole, share=_shares(parts, whole))


def _shares(parts: pd.DataFrame, number: npt.NDArray[np.integer[Any]]) -> Floats:
    """Return the share of each part in its drug's whole; where no part has a size they weigh alike."""
    size = parts["value"].fillna(parts["high"]).replace(np.inf, np.nan).fillna(0.0).to_numpy(dtype=float)
    whole = np.bincount(number, size)
    alike = 1 / np.maximum(np.bincount(number), 1)
    return np.asarray(np.divide(size, whole[number], out=alike[number], where=whole[number] > 0))
