"""See the package documentation: docs/explanation/architecture.md."""
