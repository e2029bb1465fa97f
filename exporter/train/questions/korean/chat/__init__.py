"""Korean questions reworded into what people type to colleagues."""
