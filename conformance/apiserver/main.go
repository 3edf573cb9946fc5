// The API server's verdict on manifests, without a cluster.
//
// It reads one JSON document a line and writes one line for each, in the same order: what Kubernetes' own code answers
// to a request that creates the document. Admission, storage and the allocation of addresses are left out.
//
// With the argument "schema" it writes the fields that the decoder knows instead.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/capabilities"
)

func main() {
	klog.SetLogger(logr.Discard())
	// As kube-apiserver does by default in every distribution: privileged containers are for admission to judge.
	capabilities.Initialize(capabilities.Capabilities{AllowPrivileged: true})
	run := func() error { return serve(os.Stdin, os.Stdout) }
	if len(os.Args) > 1 && os.Args[1] == "schema" {
		run = func() error { return writeSchema(os.Stdout) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(in io.Reader, out io.Writer) error {
	reader := bufio.NewReaderSize(in, 1<<20)
	writer := bufio.NewWriterSize(out, 1<<20)
	encoder := json.NewEncoder(writer)
	for {
		line, readError := reader.ReadBytes('\n')
		if len(line) > 0 {
			if err := encoder.Encode(create(line)); err != nil {
				return err
			}
		}
		// Whoever asks for one document and waits must not wait for the buffer to fill.
		if reader.Buffered() == 0 {
			if err := writer.Flush(); err != nil {
				return err
			}
		}
		if errors.Is(readError, io.EOF) {
			return nil
		}
		if readError != nil {
			return readError
		}
	}
}
