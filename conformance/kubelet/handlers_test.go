package kubelet

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/probe"
	httpprobe "k8s.io/kubernetes/pkg/probe/http"
	tcpprobe "k8s.io/kubernetes/pkg/probe/tcp"
)

// question is what a probe asks, and where its pod is.
type question struct {
	ID             int             `json:"id"`
	Handler        v1.ProbeHandler `json:"handler"`
	Container      v1.Container    `json:"container"`
	Host           string          `json:"host"`
	TimeoutSeconds int             `json:"timeoutSeconds"`
}

type handlerAnswer struct {
	ID     int          `json:"id"`
	Result probe.Result `json:"result"`
	Output string       `json:"output"`
	Error  string       `json:"error,omitempty"`
}

// TestHandlers asks what it is told to with the kubelet's own probers, over real sockets and all at once.
func TestHandlers(t *testing.T) {
	klog.SetLogger(klog.New(nil))
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<26)
	var output sync.Mutex
	var asked sync.WaitGroup
	for input.Scan() {
		var q question
		if err := json.Unmarshal(input.Bytes(), &q); err != nil {
			t.Fatal(err)
		}
		asked.Add(1)
		go func() {
			defer asked.Done()
			answer := handlerAnswer{ID: q.ID}
			result, text, err := ask(q)
			answer.Result, answer.Output = result, text
			if err != nil {
				answer.Error = err.Error()
			}
			line, err := json.Marshal(answer)
			if err != nil {
				t.Error(err)
			}
			output.Lock()
			defer output.Unlock()
			fmt.Printf("answer %s\n", line)
		}()
	}
	asked.Wait()
}

// ask is in place of the kubelet's runProbe, which it does not export.
func ask(q question) (probe.Result, string, error) {
	timeout := time.Duration(q.TimeoutSeconds) * time.Second
	switch h := q.Handler; {
	case h.HTTPGet != nil:
		request, err := httpprobe.NewRequestForHTTPGetAction(h.HTTPGet, &q.Container, q.Host, "probe")
		if err != nil {
			return probe.Unknown, "", err
		}
		return httpprobe.New(false).Probe(request, timeout)
	case h.TCPSocket != nil:
		port, err := probe.ResolveContainerPort(h.TCPSocket.Port, &q.Container)
		if err != nil {
			return probe.Unknown, "", err
		}
		host := h.TCPSocket.Host
		if host == "" {
			host = q.Host
		}
		return tcpprobe.New().Probe(host, port, timeout)
	case h.GRPC != nil:
		service := ""
		if h.GRPC.Service != nil {
			service = *h.GRPC.Service
		}
		return askGRPC(q.Host, service, int(h.GRPC.Port), timeout)
	}
	return probe.Unknown, "", fmt.Errorf("missing probe handler")
}
