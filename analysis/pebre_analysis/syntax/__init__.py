"""Text to trees and to the lowered form that everything above reads. Total: never fails."""

from pebre_analysis.syntax import bare_parso

bare_parso.prepare()  # no module of this package is imported before
