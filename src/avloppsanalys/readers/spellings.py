"""How Swedish and English files name their columns: the words that the header of a table may hold."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["SPELLINGS"]

_UNCERTAINTY: Final = (
    "mätosäkerhet", "utvidgad mätosäkerhet", "standardosäkerhet", "relativ standardosäkerhet", "osäkerhet", "CV",
    "RSD", "U",
    "uncertainty", "measurement uncertainty", "expanded uncertainty", "standard uncertainty",
)  # fmt: skip

_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    # who and when; a part of a moment may stand in a column of its own
    "plant": (
        "plant", "reningsverk", "avloppsreningsverk", "verk", "ARV", "anläggning", "provtagningsplats", "provplats",
        "provpunkt", "mätplats", "treatment plant", "WWTP", "site", "sampling site",
    ),
    "sample_id": (
        "sample_id", "prov", "prov-id", "prov id", "provnr", "prov nr", "provnummer", "provmärkning",
        "provbeteckning", "sample", "sample no", "sample number",
    ),
    "report_id": (
        "report_id", "rapport", "rapport-id", "rapportnr", "rapport nr", "rapportnummer", "analysrapport",
        "uppdragsnummer",
        "report", "report no", "report number",
    ),
    "revision": ("revision", "utgåva", "version", "rev"),
    "sample_type": ("sample_type", "provtyp", "typ av prov", "type of sample"),
    "date": (
        "date", "datum", "provdatum", "provdag", "provdygn", "provtagningsdatum", "provtagningsdag", "mätdag",
        "mätdygn", "sampling date", "sampling day",
    ),
    "start": (
        "start", "startdatum", "provtagning start", "provtagningsstart", "provstart", "start provtagning", "från",
        "from", "fr.o.m.", "start date", "sampling start",
    ),
    "start_time": ("start_time", "starttid", "start-tid", "start kl", "startklockslag", "klockslag start"),
    "end": (
        "end", "stopp", "slut", "stoppdatum", "slutdatum", "provtagning stopp", "provtagning slut", "provtagningsslut",
        "provstopp", "stopp provtagning", "till", "to", "t.o.m.", "stop", "end date", "stop date", "sampling end",
        "sampling stop",
    ),
    "end_time": (
        "end_time", "stopptid", "stopp-tid", "sluttid", "slut-tid", "stopp kl", "slut kl", "stoppklockslag",
        "klockslag stopp", "stop time",
    ),
    "weekday": ("weekday", "veckodag", "day of week"),
    # what the laboratory found
    "substance": (
        "substance", "residue", "substans", "preparat", "ämne", "analyt", "parameter", "drog", "markör", "biomarkör",
        "analyte", "compound", "drug",
    ),
    "sign": ("sign", "tecken", "kvalificerare", "flagga", "flag"),
    "concentration": (
        "concentration", "concentration_ng_per_l", "halt", "koncentration", "konc", "uppmätt halt", "resultat",
        "analysresultat", "mätvärde", "värde", "conc", "result", "value",
    ),
    "unit": ("unit", "enhet"),
    "lod": ("lod", "lod_ng_per_l", "detektionsgräns", "MDL", "detection limit", "limit of detection"),
    "loq": (
        "loq", "loq_ng_per_l", "kvantifieringsgräns", "rapporteringsgräns", "bestämningsgräns", "LLOQ", "MRL",
        "quantification limit", "limit of quantification", "reporting limit",
    ),
    "analysis_cv": ("analysis_cv", *_UNCERTAINTY),
    "recovery": ("recovery", "utbyte", "återvinning", "recovery rate"),
    "interlab_z": (
        "interlab_z", "z", "z-värde", "z-poäng", "provningsjämförelse", "z-score", "interlaboratory z",
    ),
    "enantiomeric_fraction": (
        "enantiomeric_fraction", "EF", "enantiomerfraktion", "enantiomerkvot", "EF R/(R+S)", "enantiomeric fraction",
    ),
    "matrix": ("matrix", "matris", "provmatris"),
    "lab": ("lab", "labb", "laboratorium", "laboratory"),
    "method": ("method", "metod", "analysmetod"),
    "available_from": (
        "available_from", "tillgänglig från", "rapportdatum", "svarsdatum", "utfärdad", "report date", "date of report",
    ),
    # what the laboratory computed
    "load_mg_per_day_per_1000": (
        "load_mg_per_day_per_1000", "Total halt (mg) per 1000 inv. & 24 h", "mg/1000 inv/dygn", "mg/1000 invånare/dygn",
        "mg per 1000 invånare och dygn", "mg/dygn/1000 inv", "mg/1000 inv/24 h", "mg/day/1000 inh",
        "mg/1000 inhabitants/day",
    ),
    "doses_per_day_per_1000": (
        "doses_per_day_per_1000", "Doser per 1000 inv. & 24 h", "doser/1000 inv/dygn",
        "doser per 1000 invånare och 24 timmar",
        "doser per 1000 invånare och dygn", "doses/1000 inh/day", "doses per 1000 inhabitants per day",
    ),
    "doses_per_day": (
        "doses_per_day", "Antal doser totalt", "antal doser", "doser totalt", "doser/dygn", "doser per dygn",
        "total doses", "doses/day",
    ),
    "dose_mg": ("dose_mg", "dosstorlek", "storlek på dos", "mg per dos", "mg/dos", "dose size", "mg per dose"),
    # flow
    "volume": (
        "volume", "volume_m3", "volym", "flöde", "dygnsvolym", "dygnsflöde", "avloppsvolym", "totalflöde",
        "total volym",
        "flow", "daily flow",
    ),
    "meter": ("meter", "mätare", "flödesmätare", "flow meter"),
    "flow_cv": ("flow_cv", "flödesosäkerhet", *_UNCERTAINTY),
    # plants
    "population": (
        "population", "anslutna", "anslutna invånare", "anslutna personer", "antal anslutna", "befolkning", "personer",
        "connected persons", "persons", "population served",
    ),
    "valid_from": ("valid_from", "gäller från", "giltig från", "from date"),
    "name": ("name", "namn", "plant name", "verkets namn"),
    "municipality_code": ("municipality_code", "kommunkod"),
    "population_method": (
        "population_method", "metod", "befolkningskälla", "källa befolkning", "hur anslutna räknats",
        "population source",
    ),
    "population_cv": ("population_cv", "osäkerhet anslutna", *_UNCERTAINTY),
    "sampler_mode": ("sampler_mode", "provtagningssätt", "provtagare", "provtagning", "sampler mode"),
    "sampling_interval_min": (
        "sampling_interval_min", "provtagningsintervall", "delprovsintervall", "sampling interval",
    ),
    "residence_time_h": ("residence_time_h", "uppehållstid", "uppehållstid i nätet", "residence time"),
    # how a sample was taken and kept
    "temperature_c": (
        "temperature_c", "temperatur", "temp", "provtemperatur", "temperatur i provtagaren", "temperature",
    ),
    "aliquots": ("aliquots", "antal delprov", "delprov", "number of aliquots"),
    "frozen_at": ("frozen_at", "fryst", "frystes", "infryst", "fryst när", "frozen"),
    "received_at": (
        "received_at", "mottaget", "ankom", "ankom labb", "ankomst", "ankommet", "mottaget av labb", "received",
    ),
    "analysed_at": ("analysed_at", "analyserat", "analyserades", "analysdatum", "analysed", "date of analysis"),
    "condition": ("condition", "skick", "provets skick", "skick vid ankomst", "tillstånd", "condition on arrival"),
    "not_counted": (
        "not_counted", "räknas inte", "räknas ej", "räknas inte, skäl", "ska inte räknas", "kasserat", "not counted",
    ),
    "rain_mm": ("rain_mm", "regn", "nederbörd", "rain", "precipitation"),
    "bypass_m3": ("bypass_m3", "bräddat", "bräddning", "bräddad volym", "nödavlett", "bypass", "overflow volume"),
    # events
    "place": (
        "place", "plats", "ort", "reningsverk", "avloppsreningsverk", "verk", "ARV", "anläggning", "plant", "site",
        "treatment plant", "WWTP",
    ),
    "event_type": ("event_type", "typ", "händelsetyp", "typ av händelse", "kategori", "type", "type of event"),
    "description": ("description", "beskrivning", "händelse", "benämning", "namn", "event", "name"),
    "source": ("source", "källa", "uppgift från", "uppgiftslämnare"),
    # what is meant to be sampled
    "period": ("period", "kvartal"),
    "campaign": ("campaign", "kampanj", "omgång", "provomgång", "provtagningsomgång", "provtagningsvecka"),
    "purpose": ("purpose", "syfte"),
    "latest_answer": ("latest_answer", "svar senast", "senaste svar", "latest answer"),
    "meeting_date": ("meeting_date", "mötesdag", "mötesdatum", "möte", "hinner till mötet", "meeting", "meeting date"),
    "in_time": ("in_time", "i tid", "hinner", "in time"),
    "note": ("note", "anmärkning", "kommentar"),
    # what is dispensed on prescription, and other indicators
    "area": ("area", "region", "kommun", "län", "region/kommun", "kommun/region", "område", "geografi", "municipality"),
    "atc": ("atc", "ATC-kod", "ATC kod", "ATC code", "ATC-kod och läkemedel"),
    "medicine": ("medicine", "läkemedel", "läkemedelsnamn", "substans", "substansnamn", "ATC-namn"),
    "time": (
        "period", "tid", "tidsperiod", "år", "månad", "kvartal", "tertial", "halvår", "vecka", "year", "month",
        "quarter", "week",
    ),
    "measure": ("measure", "mått", "mätvärde", "measurement"),
    "measured": ("value", "värde", "antal"),
    "ddd_per_day_per_1000": (
        "ddd_per_day_per_1000", "DDD/1000 invånare och dag", "DDD/1 000 invånare och dag",
        "DDD per 1 000 invånare och dag", "DDD per 1000 invånare och dag", "DDD/1000 inv och dag",
        "DDD/1000 inv/dag", "DDD/TID", "DDD per 1000 inhabitants per day", "DID",
    ),
    "patients": (
        "patients", "patienter/1000 invånare", "patienter/1 000 invånare", "patienter per 1000 invånare",
        "antal patienter", "patienter",
        "patients per 1000 inhabitants",
    ),
    "gender": ("gender", "kön", "sex"),
    "age": ("age", "ålder", "åldersgrupp", "åldersklass", "age group"),
    "status": ("status", "uppgiftens status", "statistikstatus", "preliminär/slutlig"),
    "indicator": ("indicator", "indikator", "kpi", "nyckeltal"),
    "group": ("group", "grupp", "åldersgrupp", "årskurs", "age group"),
    "value": ("value", "värde"),
    "persons": (
        "persons", "antal personer", "antal svarande", "svarande", "folkmängd", "number of persons", "respondents",
    ),
    # what the group has concluded
    "assessment": ("assessment", "bedömning", "lägesbedömning", "text"),
    "who": ("who", "vem", "vilka", "bedömt av", "assessed by"),
    "underlag_digest": ("underlag_digest", "underlag", "underlag (digest)", "kontrollsumma", "digest"),
}  # fmt: skip

SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(_SPELLINGS)
"""What a column means -> the names under which it is recognised, whatever their case, brackets and footnote marks."""
