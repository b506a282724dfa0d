"""The reference C: what anybody would begin with, an ordinary viewset with counted pages."""
