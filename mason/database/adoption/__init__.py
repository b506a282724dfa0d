"""Takes over documented tables that other software made, with the rows in them."""
