r"""Certificates as Coq files: the same argument, checked by a proof assistant's kernel.

Every product of a psatz certificate becomes a fact with an explicit proof term, every identity is
closed by `ring` or `field`, every contradiction by `lra`. The theorem that is stated uses the
hypotheses that the certificate used and no others, so it is at least as strong. Existence becomes
``exists``, with the witness of the certificate: a quotient, or a zero between two signs by the
intermediate value theorem. ``sometimes`` becomes two closed statements, each at its point. A finite
game becomes inductive types of actions and a definition of its payoffs. Logarithms and exponentials
are those of Coq's standard library, and the axiom instances are proved from it; bounds at numbers
are computed by the lemmas of ``Exponential.v``, which the proved checker uses too.

Boxes are cut as the certificate cuts them, and lists of equilibria are checked face by face, by
theorems that `Boxes.v` and `Equilibria.v` prove once, from the library coq-interval; Coq evaluates
what is left.
"""

from bargain.explain.coq.coq_compiler import CoqResult, assumptions, compile_file, compile_source
from bargain.explain.coq.coq_file import coq

__all__ = ["CoqResult", "assumptions", "compile_file", "compile_source", "coq"]
