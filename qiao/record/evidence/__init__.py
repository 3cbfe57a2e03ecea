"""Evidence that is a file: looked at before it is taken, kept under its hash, shown as a picture that we drew."""
