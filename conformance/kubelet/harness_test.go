// Package kubelet plays scenarios with the kubelet's own prober on fake time, and prints what happened.
//
// Real are the probe workers and the manager that holds them, the counting and the results, the cached status of the
// pod, and the arithmetic of the back-off. The sync loop, the end of a container and its restart are not exported by
// the kubelet: what stands for them here is marked "in place of the kubelet".
package kubelet

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/record"
	"k8s.io/client-go/util/flowcontrol"
	"k8s.io/klog/v2"
	kubecontainer "k8s.io/kubernetes/pkg/kubelet/container"
	kubepod "k8s.io/kubernetes/pkg/kubelet/pod"
	"k8s.io/kubernetes/pkg/kubelet/prober"
	"k8s.io/kubernetes/pkg/kubelet/prober/results"
	"k8s.io/kubernetes/pkg/kubelet/status"
	utilexec "k8s.io/utils/exec"
)

// All times are microseconds since the workers of the pod were made.
type scenario struct {
	SecondOffset  int64           `json:"secondOffset"`
	Containers    []containerPlan `json:"containers"`
	GraceSeconds  int64           `json:"graceSeconds"`
	StatusDelay   int64           `json:"statusDelay"`
	ReactionDelay int64           `json:"reactionDelay"`
	RestartDelay  int64           `json:"restartDelay"`
	BackOffResync int64           `json:"backOffResync"`
	Syncs         []int64         `json:"syncs"`
	FreshTriggers bool            `json:"freshTriggers"`
	DeletedAt     *int64          `json:"deletedAt"`
	Until         int64           `json:"until"`
}

type containerPlan struct {
	Name      string               `json:"name"`
	IsSidecar bool                 `json:"isSidecar"`
	StartsAt  int64                `json:"startsAt"`
	Probes    map[string]probePlan `json:"probes"`
	Lives     []life               `json:"lives"`
	Outages   []outage             `json:"outages"`
}

type probePlan struct {
	InitialDelaySeconds           int32  `json:"initialDelaySeconds"`
	PeriodSeconds                 int32  `json:"periodSeconds"`
	TimeoutSeconds                int32  `json:"timeoutSeconds"`
	SuccessThreshold              int32  `json:"successThreshold"`
	FailureThreshold              int32  `json:"failureThreshold"`
	TerminationGracePeriodSeconds *int64 `json:"terminationGracePeriodSeconds"`
}

// life is what a container does from its start to its end; the last one is lived again and again.
type life struct {
	CrashesAt  *int64              `json:"crashesAt"`
	StopsAfter int64               `json:"stopsAfter"`
	Answers    map[string][]answer `json:"answers"`
}

// answer is what a probe gets from some time after the start of the container on.
type answer struct {
	From    int64  `json:"from"`
	Outcome string `json:"outcome"`
	Latency int64  `json:"latency"`
}

// outage is what probes get in a time after the first start of the container, whatever they would get otherwise.
type outage struct {
	answer
	Until  int64    `json:"until"`
	Probes []string `json:"probes"`
}

type event struct {
	At        int64  `json:"at"`
	Container string `json:"container"`
	What      string `json:"what"`
	Probe     string `json:"probe,omitempty"`
	Result    string `json:"result,omitempty"`
	End       int64  `json:"end,omitempty"`
	Grace     int64  `json:"grace,omitempty"`
}

func TestScenarios(t *testing.T) {
	// One goroutine runs at a time, so that what is woken runs after what woke it.
	runtime.GOMAXPROCS(1)
	klog.SetLogger(klog.New(nil))
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<26)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for input.Scan() {
		var s scenario
		if err := json.Unmarshal(input.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		var events []event
		synctest.Test(t, func(t *testing.T) { events = play(s) })
		line, err := json.Marshal(events)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(output, "events %s\n", line)
		output.Flush()
	}
}

type instance struct {
	id         kubecontainer.ContainerID
	life       life
	startedAt  time.Time
	finishedAt *time.Time
	// In place of the kubelet's relist: from when on its start, and its end, can be seen.
	startSeen, endSeen time.Time
}

type harness struct {
	sync.Mutex
	scenario scenario
	start    time.Time
	pod      *v1.Pod
	status   status.Manager
	prober   prober.Manager
	results  map[string]results.Manager
	backOff  *flowcontrol.Backoff
	events   []event

	instances map[string][]*instance
	cached    map[string][2]bool
	due       []time.Time
	wake      chan struct{}
	done      chan struct{}
	// Whether the deletion of the pod was asked for, and whether it has begun.
	deletion, deleting bool
}

const podUID = types.UID("pod")

func play(s scenario) []event {
	h := &harness{
		scenario:  s,
		pod:       podOf(s),
		results:   map[string]results.Manager{"liveness": results.NewManager(), "readiness": results.NewManager(), "startup": results.NewManager()},
		backOff:   newBackOff(),
		instances: map[string][]*instance{},
		cached:    map[string][2]bool{},
		wake:      make(chan struct{}, 1),
		done:      make(chan struct{}),
	}
	pods := kubepod.NewBasicPodManager()
	pods.AddPod(h.pod)
	h.status = newStatusManager(pods)
	h.prober = prober.NewManager(h.status, h.results["liveness"], h.results["readiness"], h.results["startup"], h, &record.FakeRecorder{})

	// A kubelet that has just started would sleep at random.
	time.Sleep(24*time.Hour + time.Duration(s.SecondOffset)*time.Microsecond)
	h.start = time.Now()
	h.addPod()

	loop := make(chan struct{})
	go func() { defer close(loop); h.syncLoop() }()
	worker := make(chan struct{})
	go func() { defer close(worker); h.podWorker() }()
	for n, c := range s.Containers {
		if n == 0 || !s.Containers[0].IsSidecar {
			time.AfterFunc(micros(c.StartsAt), func() { h.startContainer(c.Name, s.StatusDelay) })
		}
	}
	if s.DeletedAt != nil {
		time.AfterFunc(micros(*s.DeletedAt), func() {
			h.Lock()
			h.deletion = true
			h.Unlock()
			h.requestSync(0)
		})
	}
	for _, at := range s.Syncs {
		time.AfterFunc(micros(at), func() { h.requestSync(0) })
	}
	time.Sleep(micros(s.Until))
	h.Lock()
	events := h.events
	h.events = nil
	h.Unlock()
	close(h.done)
	<-loop
	<-worker
	// Not before: a sync would make the workers anew.
	h.prober.RemovePod(h.pod)
	// What the workers still have to do is done without anybody waiting for their results: time must go on for that.
	for end := time.After(24 * time.Hour); ; {
		select {
		case <-h.results["liveness"].Updates():
			continue
		case <-h.results["readiness"].Updates():
			continue
		case <-h.results["startup"].Updates():
			continue
		case <-end:
		}
		break
	}
	sort.SliceStable(events, func(i, j int) bool { return events[i].At < events[j].At })
	return events
}

func podOf(s scenario) *v1.Pod {
	pod := &v1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "pod", UID: podUID}, Spec: v1.PodSpec{RestartPolicy: v1.RestartPolicyAlways, TerminationGracePeriodSeconds: &s.GraceSeconds}}
	for _, c := range s.Containers {
		container := v1.Container{Name: c.Name}
		for role, plan := range c.Probes {
			probe := &v1.Probe{
				ProbeHandler:        v1.ProbeHandler{Exec: &v1.ExecAction{Command: []string{c.Name, role}}},
				InitialDelaySeconds: plan.InitialDelaySeconds, PeriodSeconds: plan.PeriodSeconds, TimeoutSeconds: plan.TimeoutSeconds,
				SuccessThreshold: plan.SuccessThreshold, FailureThreshold: plan.FailureThreshold,
				TerminationGracePeriodSeconds: plan.TerminationGracePeriodSeconds,
			}
			switch role {
			case "liveness":
				container.LivenessProbe = probe
			case "readiness":
				container.ReadinessProbe = probe
			case "startup":
				container.StartupProbe = probe
			}
		}
		if c.IsSidecar {
			always := v1.ContainerRestartPolicyAlways
			container.RestartPolicy = &always
			pod.Spec.InitContainers = append(pod.Spec.InitContainers, container)
		} else {
			pod.Spec.Containers = append(pod.Spec.Containers, container)
		}
	}
	return pod
}

// RunInContainer is what a probe does in the container.
func (h *harness) RunInContainer(_ context.Context, id kubecontainer.ContainerID, cmd []string, timeout time.Duration) ([]byte, error) {
	name, role := cmd[0], cmd[1]
	began := time.Now()
	h.Lock()
	a := h.answerOf(name, id, role, began)
	h.Unlock()
	latency := micros(a.Latency)
	outcome := a.Outcome
	if latency > timeout || outcome == "hang" {
		latency, outcome = timeout, "timeout"
	}
	time.Sleep(latency)
	h.record(event{At: h.at(began), End: h.at(time.Now()), Container: name, What: "probe", Probe: role, Result: outcome})
	switch outcome {
	case "success":
		return nil, nil
	case "failure":
		return nil, utilexec.CodeExitError{Err: fmt.Errorf("failed"), Code: 1}
	case "timeout":
		return nil, timedOut(timeout)
	}
	return nil, fmt.Errorf("error")
}

func (h *harness) answerOf(name string, id kubecontainer.ContainerID, role string, at time.Time) answer {
	for _, i := range h.instances[name] {
		if i.id != id {
			continue
		}
		if i.finishedAt != nil && !at.Before(*i.finishedAt) {
			return answer{Outcome: "error", Latency: 1000}
		}
		now := answer{Outcome: "success", Latency: 1000}
		for _, a := range i.life.Answers[role] {
			if at.Sub(i.startedAt) >= micros(a.From) {
				now = a
			}
		}
		since := at.Sub(h.instances[name][0].startedAt)
		for _, o := range h.planOf(name).Outages {
			if !slices.Contains(o.Probes, role) || since < micros(o.From) || since >= micros(o.Until) {
				continue
			}
			if o.Outcome != "success" {
				return o.answer
			}
			if now.Outcome == "success" {
				now = o.answer
			}
		}
		return now
	}
	return answer{Outcome: "error", Latency: 1000}
}

// syncLoop is in place of the kubelet's: what it does with the results of probes.
func (h *harness) syncLoop() {
	for {
		select {
		case <-h.done:
			return
		case update := <-h.results["liveness"].Updates():
			h.recordResult("liveness", update)
			if update.Result == results.Failure {
				h.requestSync(h.scenario.ReactionDelay)
			}
		case update := <-h.results["readiness"].Updates():
			h.recordResult("readiness", update)
			h.setReadiness(update.ContainerID, update.Result == results.Success)
			h.observe()
			h.requestSync(h.scenario.ReactionDelay)
		case update := <-h.results["startup"].Updates():
			h.recordResult("startup", update)
			h.setStartup(update.ContainerID, update.Result == results.Success)
			h.observe()
			h.requestSync(h.scenario.ReactionDelay)
		}
	}
}

func (h *harness) requestSync(delay int64) {
	h.Lock()
	defer h.Unlock()
	if h.deleting {
		return
	}
	h.due = append(h.due, time.Now().Add(micros(delay)))
	sort.Slice(h.due, func(i, j int) bool { return h.due[i].Before(h.due[j]) })
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// podWorker is in place of the kubelet's: one sync at a time.
func (h *harness) podWorker() {
	for {
		h.Lock()
		wait := time.Duration(1<<62 - 1)
		if len(h.due) > 0 {
			wait = time.Until(h.due[0])
		}
		h.Unlock()
		timer := time.NewTimer(wait)
		select {
		case <-h.done:
			return
		case <-h.wake:
			timer.Stop()
		case <-timer.C:
			h.Lock()
			for len(h.due) > 0 && !h.due[0].After(time.Now()) {
				h.due = h.due[1:]
			}
			deletion := h.deletion
			h.Unlock()
			if deletion {
				h.deletePod()
				return
			}
			h.syncPod()
		}
	}
}

// syncPod is in place of the kubelet's.
func (h *harness) syncPod() {
	h.addPod()
	h.syncStatus()
	for _, c := range h.scenario.Containers {
		h.syncContainer(c)
	}
}

func (h *harness) syncStatus() {
	h.Lock()
	podStatus := h.generateStatus()
	h.Unlock()
	h.updatePodStatus(&podStatus)
	if !h.scenario.FreshTriggers {
		synctest.Wait()
	}
	h.setPodStatus(podStatus)
	h.observe()
}

// deletePod is in place of SyncTerminatingPod.
func (h *harness) deletePod() {
	h.Lock()
	h.deleting = true
	h.Unlock()
	h.record(event{At: h.at(time.Now()), What: "deleting"})
	h.syncStatus()
	h.prober.StopLivenessAndStartup(h.pod)
	began := time.Now()
	var ending sync.WaitGroup
	for _, c := range h.scenario.Containers {
		for _, i := range h.running(c.Name) {
			if !c.IsSidecar {
				ending.Add(1)
				go func() {
					defer ending.Done()
					h.end(c.Name, i, "", h.scenario.GraceSeconds)
				}()
			}
		}
	}
	ending.Wait()
	for n := len(h.scenario.Containers) - 1; n >= 0; n-- {
		if c := h.scenario.Containers[n]; c.IsSidecar {
			for _, i := range h.running(c.Name) {
				h.end(c.Name, i, "", h.scenario.GraceSeconds-int64(time.Since(began).Seconds()))
			}
		}
	}
	h.prober.RemovePod(h.pod)
	h.Lock()
	podStatus := h.generateStatus()
	h.Unlock()
	for _, statuses := range [][]v1.ContainerStatus{podStatus.InitContainerStatuses, podStatus.ContainerStatuses} {
		for n := range statuses {
			if statuses[n].State.Running != nil {
				statuses[n].State = v1.ContainerState{Terminated: &v1.ContainerStateTerminated{ExitCode: 1, ContainerID: statuses[n].ContainerID, FinishedAt: metav1.Now()}}
			}
		}
	}
	h.updatePodStatus(&podStatus)
	h.setPodStatus(podStatus)
	h.observe()
	h.record(event{At: h.at(time.Now()), What: "deleted"})
}

func (h *harness) planOf(name string) containerPlan {
	for _, c := range h.scenario.Containers {
		if c.Name == name {
			return c
		}
	}
	return containerPlan{}
}

func (h *harness) running(name string) []*instance {
	h.Lock()
	defer h.Unlock()
	var running []*instance
	for _, i := range h.instances[name] {
		if i.finishedAt == nil {
			running = append(running, i)
		}
	}
	return running
}

// generateStatus is in place of the kubelet's: the newest instance of each container that can be seen.
func (h *harness) generateStatus() v1.PodStatus {
	old, _ := h.status.GetPodStatus(podUID)
	now := time.Now()
	result := v1.PodStatus{Phase: v1.PodRunning}
	for _, c := range h.scenario.Containers {
		containerStatus := v1.ContainerStatus{Name: c.Name}
		seen := h.newestSeen(c.Name, now)
		if seen == nil {
			containerStatus.State.Waiting = &v1.ContainerStateWaiting{}
		} else {
			containerStatus.ContainerID = seen.id.String()
			if seen.finishedAt != nil && !now.Before(seen.endSeen) {
				containerStatus.State.Terminated = &v1.ContainerStateTerminated{ExitCode: 1, ContainerID: seen.id.String(), FinishedAt: metav1.NewTime(*seen.finishedAt)}
			} else {
				containerStatus.State.Running = &v1.ContainerStateRunning{StartedAt: metav1.NewTime(seen.startedAt)}
				// As convertToAPIContainerStatuses does from 1.35 on.
				for _, o := range append(old.ContainerStatuses, old.InitContainerStatuses...) {
					if o.Name == c.Name && inheritsStarted {
						containerStatus.Started = o.Started
					}
				}
			}
		}
		if c.IsSidecar {
			result.InitContainerStatuses = append(result.InitContainerStatuses, containerStatus)
		} else {
			result.ContainerStatuses = append(result.ContainerStatuses, containerStatus)
		}
	}
	return result
}

func (h *harness) newestSeen(name string, now time.Time) *instance {
	for n := len(h.instances[name]) - 1; n >= 0; n-- {
		if i := h.instances[name][n]; !now.Before(i.startSeen) {
			return i
		}
	}
	return nil
}

// syncContainer is in place of computePodActions, killContainer and startContainer.
func (h *harness) syncContainer(c containerPlan) {
	h.Lock()
	now := time.Now()
	if len(h.instances[c.Name]) == 0 {
		may := h.mayStart(c.Name, now)
		h.Unlock()
		if may {
			time.Sleep(max(h.start.Add(micros(c.StartsAt)).Sub(now), micros(h.scenario.RestartDelay)))
			h.startContainer(c.Name, 0)
		}
		return
	}
	seen := h.newestSeen(c.Name, now)
	var exited *instance
	for _, i := range h.instances[c.Name] {
		if i.finishedAt != nil && !now.Before(i.endSeen) {
			exited = i
		}
	}
	running := seen != nil && (seen.finishedAt == nil || now.Before(seen.endSeen))
	newest := seen == h.instances[c.Name][len(h.instances[c.Name])-1]
	h.Unlock()
	if seen == nil || !newest {
		return
	}
	if running {
		role := ""
		roles := []string{"liveness", "startup"}
		if c.IsSidecar {
			roles = []string{"startup", "liveness"}
		}
		for _, r := range roles {
			if result, ok := h.results[r].Get(seen.id); ok && result == results.Failure && role == "" {
				role = r
			}
		}
		if role == "" {
			return
		}
		grace := h.scenario.GraceSeconds
		if own := c.Probes[role].TerminationGracePeriodSeconds; own != nil {
			grace = *own
		}
		h.end(c.Name, seen, role, grace)
	}
	h.restart(c, exited)
}

// mayStart is in place of computeInitContainerActions: what comes after a sidecar waits until it has started.
func (h *harness) mayStart(name string, now time.Time) bool {
	for n, c := range h.scenario.Containers {
		if c.Name == name {
			return n > 0 && h.scenario.Containers[0].IsSidecar
		}
		if !c.IsSidecar {
			continue
		}
		seen := h.newestSeen(c.Name, now)
		if seen == nil || (seen.finishedAt != nil && !now.Before(seen.endSeen)) {
			return false
		}
		if _, ok := c.Probes["startup"]; ok {
			if result, ok := h.results["startup"].Get(seen.id); !ok || result != results.Success {
				return false
			}
		}
	}
	return false
}

// end asks a container to end, and waits for that.
func (h *harness) end(name string, i *instance, role string, grace int64) {
	grace = max(grace, 2)
	h.record(event{At: h.at(time.Now()), Container: name, What: "killing", Probe: role, Grace: grace})
	h.Lock()
	over := i.finishedAt != nil
	h.Unlock()
	if over {
		return
	}
	time.Sleep(min(micros(i.life.StopsAfter), time.Duration(grace)*time.Second))
	h.endContainer(name, i, 0)
}

func (h *harness) restart(c containerPlan, exited *instance) {
	if h.isDeleted() {
		return
	}
	if exited != nil {
		// In place of the kubelet's housekeeping, which comes every two seconds.
		h.backOff.GC()
		// As doBackOff does: by the newest that had exited when the sync began.
		if h.backOff.IsInBackOffSince(c.Name, *exited.finishedAt) {
			h.record(event{At: h.at(time.Now()), Container: c.Name, What: "backing off"})
			h.requestSync(h.scenario.BackOffResync)
			return
		}
		h.backOff.Next(c.Name, *exited.finishedAt)
	}
	time.Sleep(micros(h.scenario.RestartDelay))
	h.startContainer(c.Name, 0)
}

func (h *harness) isDeleted() bool {
	h.Lock()
	defer h.Unlock()
	return h.deletion
}

// startContainer starts a container, which syncs see after some time: the next one sees what a sync did itself.
func (h *harness) startContainer(name string, seenAfter int64) {
	if h.isDeleted() {
		return
	}
	h.Lock()
	plan := h.planOf(name)
	n := len(h.instances[name])
	l := plan.Lives[min(n, len(plan.Lives)-1)]
	now := time.Now()
	i := &instance{
		id:   kubecontainer.ContainerID{Type: "test", ID: fmt.Sprintf("%s-%d", name, n)},
		life: l, startedAt: now, startSeen: now.Add(micros(seenAfter)),
	}
	h.instances[name] = append(h.instances[name], i)
	h.Unlock()
	h.record(event{At: h.at(now), Container: name, What: "container started"})
	h.requestSync(h.scenario.StatusDelay)
	if l.CrashesAt != nil {
		time.AfterFunc(micros(*l.CrashesAt), func() { h.endContainer(name, i, h.scenario.StatusDelay) })
	}
}

func (h *harness) endContainer(name string, i *instance, seenAfter int64) {
	h.Lock()
	if i.finishedAt != nil {
		h.Unlock()
		return
	}
	now := time.Now()
	i.finishedAt = &now
	i.endSeen = now.Add(micros(seenAfter))
	h.Unlock()
	h.record(event{At: h.at(now), Container: name, What: "container ended"})
	h.requestSync(h.scenario.StatusDelay)
}

// observe records what changed in the cached status of the pod.
func (h *harness) observe() {
	podStatus, _ := h.status.GetPodStatus(podUID)
	for _, c := range append(podStatus.ContainerStatuses, podStatus.InitContainerStatuses...) {
		now := [2]bool{c.Started != nil && *c.Started, c.Ready}
		h.Lock()
		before := h.cached[c.Name]
		h.cached[c.Name] = now
		h.Unlock()
		for n, what := range []string{"started", "ready"} {
			if now[n] != before[n] {
				h.record(event{At: h.at(time.Now()), Container: c.Name, What: what, Result: fmt.Sprint(now[n])})
			}
		}
	}
}

func (h *harness) recordResult(role string, update results.Update) {
	name, _, _ := strings.Cut(update.ContainerID.ID, "-")
	h.record(event{At: h.at(time.Now()), Container: name, What: "result", Probe: role, Result: strings.ToLower(update.Result.String())})
}

func (h *harness) record(e event) {
	h.Lock()
	defer h.Unlock()
	h.events = append(h.events, e)
}

func (h *harness) at(t time.Time) int64 {
	return t.Sub(h.start).Microseconds()
}

func micros(n int64) time.Duration {
	return time.Duration(n) * time.Microsecond
}
