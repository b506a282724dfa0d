"""The Django project: settings, routes, and what all apps build on."""
