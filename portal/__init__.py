"""The web application that refugees and staff meet, and the worker that carries its records onwards."""
