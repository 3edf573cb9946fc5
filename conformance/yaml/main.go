// What Kubernetes' tools make of YAML: kubectl and Helm turn it into JSON with this library before they send it.
//
// It reads one document a line, as a JSON string, and writes one line for each, in the same order: the document as JSON,
// or null where it cannot be turned into any.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var text string
		if err := json.Unmarshal(lines.Bytes(), &text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		document, err := yaml.YAMLToJSON([]byte(text))
		if err != nil {
			document = []byte("null")
		}
		fmt.Println(string(document))
	}
}
