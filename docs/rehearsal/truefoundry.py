"""The application of TrueFoundry's "Liveness/Readiness Probe", written anew: the same routes, and the same way to answer.

Its readiness tells whether the model is loaded by what it returns, and FastAPI answers with status 200 whatever that is.
"""

import os
import threading

from fastapi import FastAPI

MODEL_LOAD_SECONDS = float(os.environ.get("MODEL_LOAD_SECONDS", "12"))

app = FastAPI()
model_loaded = threading.Event()
loading = threading.Timer(MODEL_LOAD_SECONDS, model_loaded.set)
loading.daemon = True
loading.start()


@app.get("/livez")
def livez() -> bool:
    return True


@app.get("/readyz")
def readyz() -> bool:
    return model_loaded.is_set()
