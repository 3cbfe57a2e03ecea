"""The pages. Views speak HTTP only: reads come from `reads`, writes from `writes`, figures are finished strings."""
