r"""The kernel's word for a question: Coq files about games, not only about polynomials.

`graded` writes a certificate as a Coq file and says how much of the question the file defines:
`Grade`.
"""

from bargain.kernel.graded_file import CoqFile, Grade, graded

__all__ = ["CoqFile", "Grade", "graded"]
