"""Words that no page may use without a definition: the pattern of each in every language, by the term it stands for."""

WORDS: dict[str, dict[str, str]] = {
    "appeals": {
        "en": r"appeals procedure|housing appeals(?! list)",
        "es": r"procedimientos? de apelación|apelaciones de vivienda",
    },
    "appeals-list": {"en": r"appeals list", "es": r"lista de apelaciones"},
    "as-of-right": {"en": r"as[ -]of[ -]right", "es": r"por derecho"},
    "census-tract": {"en": r"(?:census )?tracts?(?! [0-9])", "es": r"sector(?:es)? censal(?:es)?(?! [0-9])"},
    "cost-burdened": {"en": r"cost[- ]burdened", "es": r"con carga de vivienda"},
    "crosswalk": {"en": r"crosswalks?", "es": r"tablas? de correspondencias?"},
    "dissimilarity": {"en": r"dissimilarity", "es": r"disimilitud"},
    "draw": {"en": r"draws? of the survey|(?<=[0-9] )draws", "es": r"sorteos?(?: de la encuesta)?"},
    "entropy": {"en": r"entropy", "es": r"entropía"},
    "exposure": {"en": r"exposure", "es": r"exposición"},
    "isolation": {"en": r"isolation", "es": r"aislamiento"},
    "lower-opportunity": {
        "en": r"lower-opportunity neighborhoods?",
        "es": r"vecindarios? de menor oportunidad",
    },
    "margin-of-error": {"en": r"margins?(?: of error)?", "es": r"m[aá]rgen(?:es)?(?: de error)?"},
    "median": {"en": r"medians?", "es": r"medianas?"},
    "moratorium": {"en": r"moratorium", "es": r"moratorias?"},
    "mutual-information": {"en": r"mutual information", "es": r"información mutua"},
    "nonconforming": {"en": r"nonconforming", "es": r"no conformes?"},
    "percentile": {"en": r"percentiles?", "es": r"percentil(?:es)?"},
    "quintile": {"en": r"quintiles?", "es": r"quintil(?:es)?"},
    "recap": {"en": r"R/ECAPs?", "es": r"R/ECAP"},
    "set-aside": {"en": r"set-aside", "es": r"con reserva"},
    "setback": {"en": r"setbacks?", "es": r"retranqueos?"},
    "special-permit": {"en": r"special permits?", "es": r"permisos? especial(?:es)?"},
    "standard-deviation": {"en": r"standard deviations?", "es": r"desviaci(?:ón|ones) estándar"},
    "ten-percent-line": {"en": r"ten-percent line", "es": r"línea del diez por ciento"},
    "theils-h": {"en": r"Theil['’]s H", "es": r"H de Theil"},
    "vintage": {"en": r"vintages?", "es": r"edici(?:ón|ones) de códigos"},
    "voucher": {"en": r"vouchers?", "es": r"vales?(?: de vivienda)?"},
    "z-score": {"en": r"z-scores?", "es": r"(?:puntuaci(?:ón|ones)|puntajes?) z"},
}

#: The letters that one of these words begins with: no other place of a text is looked at.
FIRST = {"en": "acdehilmnpqrstvz", "es": "acdehilmnpqrstv"}
