"""Training of the bundled reader: synthetic questions, the network, the loop."""
