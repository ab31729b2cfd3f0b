"""The statements of the theory, each with its decision, a control and an independent twin."""
