"""Pages as workplaces have them, made from facts, and questions on them."""
