//go:build kubernetes128

package kubelet

import (
	"fmt"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/util/flowcontrol"
	kubecontainer "k8s.io/kubernetes/pkg/kubelet/container"
	kubepod "k8s.io/kubernetes/pkg/kubelet/pod"
	"k8s.io/kubernetes/pkg/kubelet/status"
	statustest "k8s.io/kubernetes/pkg/kubelet/status/testing"
	kubeletutil "k8s.io/kubernetes/pkg/kubelet/util"
	"k8s.io/kubernetes/pkg/probe"
	"k8s.io/kubernetes/pkg/probe/exec"
	grpcprobe "k8s.io/kubernetes/pkg/probe/grpc"
)

// What the kubelet calls things in 1.28.

const inheritsStarted = false

func newStatusManager(pods kubepod.Manager) status.Manager {
	return status.NewManager(&fake.Clientset{}, pods, &statustest.FakePodDeletionSafetyProvider{}, kubeletutil.NewPodStartupLatencyTracker(), "")
}

func (h *harness) addPod() {
	h.prober.AddPod(h.pod)
}

func (h *harness) updatePodStatus(podStatus *v1.PodStatus) {
	h.prober.UpdatePodStatus(h.pod, podStatus)
}

func (h *harness) setPodStatus(podStatus v1.PodStatus) {
	h.status.SetPodStatus(h.pod, podStatus)
}

func (h *harness) setReadiness(id kubecontainer.ContainerID, ready bool) {
	h.status.SetContainerReadiness(podUID, id, ready)
}

func (h *harness) setStartup(id kubecontainer.ContainerID, started bool) {
	h.status.SetContainerStartup(podUID, id, started)
}

func timedOut(timeout time.Duration) error {
	return exec.NewTimeoutError(fmt.Errorf("timed out"), timeout)
}

func askGRPC(host, service string, port int, timeout time.Duration) (probe.Result, string, error) {
	return grpcprobe.New().Probe(host, service, port, timeout)
}

// newBackOff has the numbers of the kubelet; its expiry is twice the maximum.
func newBackOff() *flowcontrol.Backoff {
	return flowcontrol.NewBackOff(10*time.Second, 300*time.Second)
}
