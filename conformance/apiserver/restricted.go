package main

import (
	"reflect"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/apps"
	"k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

var evaluator = podSecurityEvaluator()

// restricted says what the Pod Security Standard "restricted", in its latest version, forbids in a Deployment's pods.
func restricted(object runtime.Object) []string {
	deployment, is := object.(*apps.Deployment)
	if !is {
		return nil
	}
	pod := &core.Pod{ObjectMeta: deployment.Spec.Template.ObjectMeta, Spec: deployment.Spec.Template.Spec}
	var versioned corev1.Pod
	if err := legacyscheme.Scheme.Convert(pod, &versioned, nil); err != nil {
		return []string{err.Error()}
	}
	level := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	var reasons []string
	for _, result := range evaluator.EvaluatePod(level, &versioned.ObjectMeta, &versioned.Spec) {
		if !result.Allowed {
			reasons = append(reasons, result.ForbiddenReason+": "+result.ForbiddenDetail)
		}
	}
	return reasons
}

// podSecurityEvaluator calls policy.NewEvaluator by reflection, since 1.35 gave it a second parameter: the version to
// emulate, nil for its own.
func podSecurityEvaluator() policy.Evaluator {
	construct := reflect.ValueOf(policy.NewEvaluator)
	arguments := []reflect.Value{reflect.ValueOf(policy.DefaultChecks())}
	if construct.Type().NumIn() > 1 {
		arguments = append(arguments, reflect.Zero(construct.Type().In(1)))
	}
	results := construct.Call(arguments)
	if problem := results[1].Interface(); problem != nil {
		panic(problem)
	}
	return results[0].Interface().(policy.Evaluator)
}
