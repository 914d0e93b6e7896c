"""Text to trees and to the lowered form that everything above reads. Total: never fails."""
