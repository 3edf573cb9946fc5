"""Builds services with TrueFoundry's own Python package, and prints their manifests: one JSON object a line.

The first line is the model: the fields of every class that a service is made of. Nothing is sent anywhere.

    python services.py NUMBER SEED
"""

import json
import random
import sys
import typing

from pydantic.v1 import BaseModel
from truefoundry.deploy import (
    BlueGreen,
    Build,
    Canary,
    CanaryStep,
    CPUUtilizationMetric,
    CronMetric,
    DockerFileBuild,
    GitSource,
    HealthProbe,
    HttpProbe,
    Image,
    Port,
    Resources,
    Rolling,
    RPSMetric,
    SecretMount,
    Service,
    ServiceAutoscaling,
    StringDataMount,
    VolumeMount,
)


def main(number: int, seed: int) -> None:
    print(json.dumps({"model": model_of(Service)}))
    draw = random.Random(seed)
    for _ in range(number):
        print(service(draw).json(exclude_none=True))


def model_of(start: type) -> dict:
    """The names of the fields of a class and of all classes that they lead to."""
    model, waiting = {}, [start]
    while waiting:
        cls = waiting.pop()
        if cls.__name__ in model:
            continue
        # A class of the SDK may refine one of the generated model under the same name.
        model[cls.__name__] = sorted(cls.__fields__)
        for field in cls.__fields__.values():
            waiting.extend(classes_in(field.outer_type_))
    return model


def classes_in(kind: typing.Any) -> list:
    if isinstance(kind, type) and not typing.get_args(kind):
        return [kind] if issubclass(kind, BaseModel) else []
    return [cls for part in typing.get_args(kind) for cls in classes_in(part)]


def service(draw: random.Random) -> Service:
    numbers = draw.sample(range(1, 65536), draw.randint(1, 3))

    def maybe(make):
        return make() if draw.random() < 0.6 else None

    def probe(most: int) -> HealthProbe:
        timings = {
            "initial_delay_seconds": draw.randint(0, 600),
            "period_seconds": draw.randint(1, 120),
            "timeout_seconds": draw.randint(1, 60),
            "success_threshold": draw.randint(1, most),
            "failure_threshold": draw.randint(1, 60),
        }
        given = {name: value for name, value in timings.items() if draw.random() < 0.6}
        target = {"path": draw.choice(["/livez", "/healthz?full=1", "/"]), "port": draw.choice(numbers)}
        if draw.random() < 0.3:
            target["scheme"] = draw.choice(["HTTP", "HTTPS"])
        if draw.random() < 0.2:
            target["host"] = "127.0.0.1"
        return HealthProbe(config=HttpProbe(**target), **given)

    def resources() -> Resources:
        cpu, memory = draw.choice([0.1, 0.25, 1, 2.5]), draw.randint(64, 4000)
        given = {"cpu_request": cpu, "cpu_limit": cpu * 2, "memory_request": memory, "memory_limit": memory * 2}
        if draw.random() < 0.5:
            given.update(ephemeral_storage_request=500, ephemeral_storage_limit=draw.choice([500, 4000]))
        return Resources(**given)

    scaled = draw.random() < 0.4
    minimum = draw.randint(1, 3)
    metrics = draw.choice(
        [
            CPUUtilizationMetric(value=draw.randint(1, 100)),
            RPSMetric(value=draw.uniform(0.5, 50)),
            CronMetric(start="0 8 * * *", end="0 18 * * *", desired_replicas=2),
        ]
    )
    given = {
        "name": "api-" + "".join(draw.choices("abc012", k=5)),
        "image": draw.choice(
            [
                Image(image_uri="ghcr.io/acme/api:1.4.2", command=draw.choice([None, "serve --port 1", ["serve", "$A"]])),
                Build(build_source=GitSource(repo_url="https://example.com/r", ref="abc"), build_spec=DockerFileBuild()),
            ]
        ),
        "ports": [
            Port(
                port=number,
                protocol="TCP",
                app_protocol=draw.choice(["http", "grpc", "tcp"]),
                **draw.choice([{"expose": False}, {"host": "api.example.com"}, {"host": "api.example.com", "path": "/v1/"}]),
            )
            for number in numbers
        ],
        "replicas": ServiceAutoscaling(min_replicas=minimum, max_replicas=minimum + draw.randint(0, 9), metrics=metrics)
        if scaled
        else draw.randint(0, 9),
        "resources": resources() if scaled else maybe(resources),
        "env": maybe(lambda: {"A": draw.choice(["", "x y", "<FILL>"]), "TOKEN": "tfy-secret://acme:group:TOKEN"}),
        "liveness_probe": maybe(lambda: probe(1)),
        "readiness_probe": maybe(lambda: probe(9)),
        "startup_probe": maybe(lambda: probe(1)),
        "rollout_strategy": draw.choice(
            [
                None,
                Rolling(max_surge_percentage=draw.randint(1, 100)),
                Canary(steps=[CanaryStep(weight_percentage=10)]),
                BlueGreen(),
            ]
        ),
        "mounts": maybe(
            lambda: [
                StringDataMount(mount_path="/etc/app/config.yaml", data="a: 1"),
                SecretMount(mount_path="/etc/token", secret_fqn="tfy-secret://acme:group:TOKEN"),
                VolumeMount(mount_path="/models", volume_fqn="tfy-volume://cluster:shop:models"),
            ]
        ),
        "labels": maybe(lambda: {"team": "ml"}),
        "service_account": maybe(lambda: "runner"),
        "workspace_fqn": maybe(lambda: "cluster:shop"),
    }
    return Service(**{name: value for name, value in given.items() if value is not None})


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
