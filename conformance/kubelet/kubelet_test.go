//go:build !kubernetes128

package kubelet

import (
	"context"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/util/flowcontrol"
	remote "k8s.io/cri-client/pkg"
	"k8s.io/klog/v2"
	kubecontainer "k8s.io/kubernetes/pkg/kubelet/container"
	kubepod "k8s.io/kubernetes/pkg/kubelet/pod"
	"k8s.io/kubernetes/pkg/kubelet/status"
	statustest "k8s.io/kubernetes/pkg/kubelet/status/testing"
	kubeletutil "k8s.io/kubernetes/pkg/kubelet/util"
	"k8s.io/kubernetes/pkg/probe"
	grpcprobe "k8s.io/kubernetes/pkg/probe/grpc"
)

// What the kubelet calls things from 1.35 on.

// inheritsStarted tells whether a new container is taken for started because the one before it was.
const inheritsStarted = true

func newStatusManager(pods kubepod.Manager) status.Manager {
	return status.NewManager(&fake.Clientset{}, pods, &statustest.FakePodDeletionSafetyProvider{}, kubeletutil.NewPodStartupLatencyTracker())
}

func (h *harness) addPod() {
	h.prober.AddPod(context.Background(), h.pod)
}

func (h *harness) updatePodStatus(podStatus *v1.PodStatus) {
	h.prober.UpdatePodStatus(context.Background(), h.pod, podStatus)
}

func (h *harness) setPodStatus(podStatus v1.PodStatus) {
	h.status.SetPodStatus(klog.Background(), h.pod, podStatus)
}

func (h *harness) setReadiness(id kubecontainer.ContainerID, ready bool) {
	h.status.SetContainerReadiness(klog.Background(), podUID, id, ready)
}

func (h *harness) setStartup(id kubecontainer.ContainerID, started bool) {
	h.status.SetContainerStartup(klog.Background(), podUID, id, started)
}

func timedOut(time.Duration) error {
	return remote.ErrCommandTimedOut
}

func askGRPC(host, service string, port int, timeout time.Duration) (probe.Result, string, error) {
	return grpcprobe.New().Probe(host, service, port, timeout, grpcprobe.ProbeOptions{})
}

// newBackOff has the numbers of the kubelet, and its expiry.
func newBackOff() *flowcontrol.Backoff {
	backOff := flowcontrol.NewBackOff(10*time.Second, 300*time.Second)
	backOff.HasExpiredFunc = func(eventTime time.Time, lastUpdate time.Time, _ time.Duration) bool {
		return eventTime.Sub(lastUpdate) > 600*time.Second
	}
	return backOff
}
