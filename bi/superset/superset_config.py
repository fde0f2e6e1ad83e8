"""The least that Superset asks for, for a trial on this machine: SUPERSET_CONFIG_PATH names this
file. A server for others takes its key and its database from its own configuration."""

import os
from pathlib import Path

HOME = Path(os.environ.get("SUPERSET_HOME") or Path.home() / ".superset")
# signs the sessions of this trial: a key of your own in SUPERSET_SECRET_KEY
SECRET_KEY = os.environ.get("SUPERSET_SECRET_KEY") or "a trial on this machine, for nobody else"
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME / 'superset.db'}?check_same_thread=false"
