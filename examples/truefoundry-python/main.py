from cdk8s import App, Chart
from cdk8s_health_checks import HealthCheckedService, HealthProbe, HttpProbe

app = App()
chart = Chart(app, "shop", namespace="shop")

HealthCheckedService(
    chart,
    "api",
    image="ghcr.io/acme/api:1.4.2",
    port=8000,
    liveness_probe=HealthProbe(
        config=HttpProbe(path="/livez", port=8000), #Replace /livez with application specific path
        initial_delay_seconds=0,
        period_seconds=10,
        timeout_seconds=1,
        success_threshold=1,
        failure_threshold=3,
    ),
    readiness_probe=HealthProbe(
        config=HttpProbe(path="/readyz", port=8000), #Replace /readyz with application specific path
        period_seconds=5,
    ),
)

app.synth()
