module conformance/apiserver

go 1.26.8
