"""A FastAPI application with health checks that tell the truth.

/livez      the process answers: its event loop turns. Nothing else, so that a lost database never restarts it.
/startupz   the model is loaded.
/readyz     the model is loaded and every dependency is there: traffic may come.

The /simulate routes break and mend things, to watch what Kubernetes does about it.
"""

import asyncio
import logging
import os
import threading
import time
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Response

logger = logging.getLogger("uvicorn.error")

MODEL_LOAD_SECONDS = float(os.environ.get("MODEL_LOAD_SECONDS", "20"))


class State:
    """What the health checks look at."""

    model_loaded = False
    dependencies = {"database": True, "external_service": True}


state = State()


def load_model() -> None:
    """Stands for the real thing: reads gigabytes, keeps a core busy, and takes its time."""
    time.sleep(MODEL_LOAD_SECONDS)
    state.model_loaded = True
    logger.info("Model loaded after %.0f s", MODEL_LOAD_SECONDS)


@asynccontextmanager
async def lifespan(_: FastAPI):
    # In a thread, so that the server listens and can say "not yet" in the meantime;
    # a daemon, so that a SIGTERM while it loads is not kept waiting.
    threading.Thread(target=load_model, daemon=True).start()
    yield
    # SIGTERM: uvicorn has served what was under way before it comes here.


app = FastAPI(title="Sentiment", lifespan=lifespan)


def missing() -> list[str]:
    """What keeps the application from doing its work."""
    broken = [name for name, there in state.dependencies.items() if not there]
    return broken if state.model_loaded else ["model", *broken]


def answer(response: Response, reasons: list[str]) -> dict[str, object]:
    """200 without a reason against it, 503 with the reasons otherwise."""
    if reasons:
        response.status_code = 503
        return {"status": "unavailable", "missing": reasons}
    return {"status": "ok"}


@app.get("/livez")
async def livez() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/startupz")
async def startupz(response: Response) -> dict[str, object]:
    return answer(response, [] if state.model_loaded else ["model"])


@app.get("/readyz")
async def readyz(response: Response) -> dict[str, object]:
    return answer(response, missing())


@app.get("/sentiment")
async def sentiment(text: str) -> dict[str, object]:
    if missing():
        raise HTTPException(status_code=503, detail=f"missing: {', '.join(missing())}")
    return {"text": text, "positive": "good" in text.lower()}


@app.post("/simulate/{dependency}/failure")
async def simulate_failure(dependency: str) -> dict[str, str]:
    return set_dependency(dependency, False)


@app.post("/simulate/{dependency}/recovery")
async def simulate_recovery(dependency: str) -> dict[str, str]:
    return set_dependency(dependency, True)


@app.post("/simulate/hang")
async def simulate_hang(seconds: float = 60) -> dict[str, str]:
    """Blocks the event loop: nothing is answered meanwhile, /livez included."""
    logger.warning("Hanging for %.0f s", seconds)
    time.sleep(seconds)
    return {"status": "ok"}


@app.get("/simulate/slow")
async def simulate_slow(seconds: float = 15) -> dict[str, str]:
    """A request that takes its time, and that the end of a pod must wait for."""
    await asyncio.sleep(seconds)
    return {"status": "ok"}


def set_dependency(dependency: str, there: bool) -> dict[str, str]:
    if dependency not in state.dependencies:
        raise HTTPException(status_code=404, detail=f"no dependency {dependency!r}; there are {', '.join(state.dependencies)}")
    state.dependencies[dependency] = there
    logger.warning("%s is now %s", dependency, "available" if there else "unavailable")
    return {dependency: "available" if there else "unavailable"}
