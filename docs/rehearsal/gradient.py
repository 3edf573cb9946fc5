"""The application of "Health Checks for Gradient Deployments", written anew: the same routes, and the same way to start.

The model is loaded before the server listens, and the routes end in a slash, which those of the probes do not.
"""

import os
import time
from contextlib import asynccontextmanager

from fastapi import FastAPI, Response

MODEL_LOAD_SECONDS = float(os.environ.get("MODEL_LOAD_SECONDS", "12"))


@asynccontextmanager
async def lifespan(app: FastAPI):
    time.sleep(MODEL_LOAD_SECONDS)
    app.state.model_loaded = True
    yield


app = FastAPI(lifespan=lifespan)
app.state.model_loaded = False


@app.get("/liveness/")
def liveness() -> str:
    return "Alive."


@app.get("/startup/")
def startup() -> str:
    return "Started."


@app.get("/readiness/")
def readiness(response: Response) -> str:
    if not app.state.model_loaded:
        response.status_code = 503
    return "Ready." if app.state.model_loaded else "Not ready."
