module conformance/kubelet

go 1.26.8
