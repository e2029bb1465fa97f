"""The network of the bundled reader."""
