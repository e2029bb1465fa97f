"""Korean questions with one thing changed, so that their passage does not answer them."""
