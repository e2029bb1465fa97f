"""One service answers every face: what is asked, what it is asked of, the answer."""
