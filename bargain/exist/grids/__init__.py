"""Agreements that are found on grids, in floats: `bargain.exist.grids.constant_agreements`."""
