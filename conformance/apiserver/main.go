// The API server's verdict on manifests, without a cluster.
//
// It reads one JSON document a line and writes one line for each, in the same order: what Kubernetes' own code answers
// to a request that creates the document. Admission, storage and the allocation of addresses are left out.
//
// With the argument "defaults" it answers each document with what defaulting makes of it instead, and with the argument
// "schema" it writes the fields that the decoder knows.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/capabilities"
)

func main() {
	klog.SetLogger(logr.Discard())
	// As kube-apiserver does by default in every distribution: privileged containers are for admission to judge.
	capabilities.Initialize(capabilities.Capabilities{AllowPrivileged: true})
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	switch strings.Join(arguments, " ") {
	case "":
		return serve(os.Stdin, os.Stdout, create)
	case "defaults":
		return serve(os.Stdin, os.Stdout, applyDefaults)
	case "schema":
		return writeSchema(os.Stdout)
	default:
		return fmt.Errorf("unknown arguments: %q", arguments)
	}
}

func serve(in io.Reader, out io.Writer, respond func(document []byte) answer) error {
	reader := bufio.NewReaderSize(in, 1<<20)
	writer := bufio.NewWriterSize(out, 1<<20)
	encoder := json.NewEncoder(writer)
	for {
		line, readError := reader.ReadBytes('\n')
		if len(line) > 0 {
			if err := encoder.Encode(respond(line)); err != nil {
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
