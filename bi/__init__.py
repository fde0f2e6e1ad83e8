"""Dashboards of the published marts, as code: one definition of pages, three tools that show it."""
