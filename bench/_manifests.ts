/* Manifests as people write them. */
export function deployment(n: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api-${n}
  namespace: shop
  labels: { app: api-${n}, tier: backend }
spec:
  replicas: ${1 + n % 5}
  selector:
    matchLabels:
      app: api-${n}
  template:
    metadata:
      labels:
        app: api-${n}
    spec:
      containers:
        - name: main
          image: ghcr.io/acme/api:1.4.${n}
          ports:
            - name: http
              containerPort: 8000
          env:
            - name: LOG_LEVEL
              value: info
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 256Mi }
          livenessProbe:
            httpGet: { path: /livez, port: http }
            timeoutSeconds: ${1 + n % 3}
          readinessProbe:
            httpGet: { path: /readyz, port: http }
            periodSeconds: 5
            timeoutSeconds: 2
          startupProbe:
            httpGet: { path: /livez, port: http }
            periodSeconds: 5
            failureThreshold: ${10 + n % 20}
`;
}

export function service(n: number): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: api-${n}
  namespace: shop
spec:
  selector:
    app: api-${n}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}
