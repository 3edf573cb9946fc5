package main

import (
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"

	// Each registers its types, defaults and conversions.
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
)

// strategies are those of the API server's own endpoints.
var strategies = map[schema.GroupVersionKind]rest.RESTCreateStrategy{
	appsv1.SchemeGroupVersion.WithKind("Deployment"):                     deployment.Strategy,
	appsv1.SchemeGroupVersion.WithKind("StatefulSet"):                    statefulset.Strategy,
	appsv1.SchemeGroupVersion.WithKind("DaemonSet"):                      daemonset.Strategy,
	appsv1.SchemeGroupVersion.WithKind("ReplicaSet"):                     replicaset.Strategy,
	batchv1.SchemeGroupVersion.WithKind("Job"):                           job.Strategy,
	batchv1.SchemeGroupVersion.WithKind("CronJob"):                       cronjob.Strategy,
	corev1.SchemeGroupVersion.WithKind("Pod"):                            pod.Strategy,
	corev1.SchemeGroupVersion.WithKind("Service"):                        service.Strategy,
	autoscalingv2.SchemeGroupVersion.WithKind("HorizontalPodAutoscaler"): horizontalpodautoscaler.Strategy,
	policyv1.SchemeGroupVersion.WithKind("PodDisruptionBudget"):          poddisruptionbudget.Strategy,
}
