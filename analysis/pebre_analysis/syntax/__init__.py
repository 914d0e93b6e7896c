"""Text to trees and to the lowered form that everything above reads. Total: never fails."""

import pebre_analysis.syntax.bare_parso as _bare_parso

_bare_parso.prepare()  # no module of this package that uses parso is imported before
