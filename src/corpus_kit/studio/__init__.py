"""
The border with Label Studio: its server, its interface, its tasks and answers.

Nothing outside this package knows how Label Studio says things. Facts about the server stand where
they are used; they were measured on Label Studio 1.23.2.
"""
