"""The main job: every claim of the two documents against the model and against the record.

One way through, each step a module:

================  =============================================================================
`questions`       an exact question, and its answer: verdict, certificate, the checker's word
`statements`      the statements of the theory as questions, each with controls
`readings`        "complete equilibrium" under seven readings
`claims`          the sentences of the documents, what they mean, verdict and evidence
`multiverse`      the headline claim over forms, costs, measures and demands; resumable
`evidence`        the record of the case, and what it says about a claim
`study`           all of it together, as plain data
`figures`         which figures are drawn from it
`document`        HTML and Markdown
`folder`          a report folder, written whole or not at all
`reproduce`       the command
================  =============================================================================
"""

from __future__ import annotations

from bargain.extras import require

require("alliances", "the report")
