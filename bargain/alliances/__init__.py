"""The application: alliances of unequal partners, their record, their cases, and the report."""
