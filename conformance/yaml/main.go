// What Kubernetes' tools make of YAML: kubectl and Helm turn it into JSON with this library before they send it.
//
// It reads one text a line, as a JSON string, and writes one line for each, in the same order: the document as JSON, or
// null where it cannot be turned into any. With the argument "files" a text is a file of several documents, which are
// split as kubectl splits them, and the line is a list of them.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	kubectl "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

func main() {
	read := document
	if len(os.Args) > 1 && os.Args[1] == "files" {
		read = file
	}
	texts := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	answers := bufio.NewWriterSize(os.Stdout, 1<<20)
	for {
		var text string
		if err := texts.Decode(&text); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			fail(err)
		}
		answer, err := read(text)
		if err != nil {
			answer = []byte("null")
		}
		fmt.Fprintln(answers, string(answer))
	}
	if err := answers.Flush(); err != nil {
		fail(err)
	}
}

func document(text string) ([]byte, error) {
	return yaml.YAMLToJSON([]byte(text))
}

// As the StreamVisitor of k8s.io/cli-runtime does it.
func file(text string) ([]byte, error) {
	decoder := kubectl.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	documents := []json.RawMessage{}
	for {
		document := runtime.RawExtension{}
		if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
			return json.Marshal(documents)
		} else if err != nil {
			return nil, err
		}
		if raw := bytes.TrimSpace(document.Raw); len(raw) > 0 && !bytes.Equal(raw, []byte("null")) {
			documents = append(documents, raw)
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
