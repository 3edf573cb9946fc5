// A real API server in this process, with a real etcd, asked to create documents without keeping them.
package server

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/storage/etcd3/testserver"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app/testing"
)

// document is a line of the file that DOCUMENTS names.
type document struct {
	Name string `json:"name"`
	Text string `json:"text"`
	// Accepted and Fields are the answer that is expected: the fields that validation names.
	Accepted bool     `json:"accepted"`
	Fields   []string `json:"fields"`
}

// allocated are the fields that a server fills from a store of its own.
var allocated = regexp.MustCompile(`^spec\.(clusterIPs|ipFamilyPolicy|ports\[\d+\]\.nodePort)$`)

// TestDocuments creates each document as "kubectl create --dry-run=server --validate=strict" does.
func TestDocuments(t *testing.T) {
	client, mapper := start(t)
	for _, document := range documents(t) {
		t.Run(document.Name, func(t *testing.T) {
			err := create(t, client, mapper, document.Text)
			accepted, fields := err == nil, fieldsOf(err)
			if document.Accepted && len(fields) > 0 && !slices.ContainsFunc(fields, func(field string) bool { return !allocated.MatchString(field) }) {
				t.Skip("accepted by validation, but this server has none to give: ", err)
			}
			if accepted != document.Accepted || !slices.Equal(fields, document.Fields) {
				t.Errorf("expected accepted %v %v\nbut the answer is: %v", document.Accepted, document.Fields, err)
			}
		})
	}
}

func documents(t *testing.T) (documents []document) {
	content, err := os.ReadFile(os.Getenv("DOCUMENTS"))
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(strings.NewReader(string(content)))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var next document
		if err := json.Unmarshal(lines.Bytes(), &next); err != nil {
			t.Fatal(err)
		}
		documents = append(documents, next)
	}
	return documents
}

func start(t *testing.T) (*rest.RESTClient, meta.RESTMapper) {
	etcd := testserver.NewTestConfig(t)
	testserver.RunEtcd(t, etcd)
	storage := storagebackend.NewDefaultConfig("/registry", nil)
	storage.Transport.ServerList = []string{etcd.AdvertiseClientUrls[0].String()}
	// There is no controller that would make the default account of a namespace, nor one that would make namespaces.
	server := apiserver.StartTestServerOrDie(t, nil, []string{
		"--disable-admission-plugins=ServiceAccount,NamespaceLifecycle", "--allow-privileged", "--service-cluster-ip-range=10.0.0.0/16,2001::/108",
	}, storage)
	t.Cleanup(server.TearDownFn)

	discoverer, err := discovery.NewDiscoveryClientForConfig(server.ClientConfig)
	if err != nil {
		t.Fatal(err)
	}
	clients, err := kubernetes.NewForConfig(server.ClientConfig)
	if err != nil {
		t.Fatal(err)
	}
	return clients.RESTClient().(*rest.RESTClient), restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(discoverer))
}

func create(t *testing.T, client *rest.RESTClient, mapper meta.RESTMapper, text string) error {
	var object metav1.PartialObjectMetadata
	// What is wrong with the rest is for the server to say.
	_ = json.Unmarshal([]byte(text), &object)
	kind := schema.FromAPIVersionAndKind(object.APIVersion, object.Kind)
	mapping, err := mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if err != nil {
		return err
	}
	prefix := []string{"/apis", kind.Group}
	if kind.Group == "" {
		prefix = []string{"/api"}
	}
	namespace := object.Namespace
	if namespace == "" {
		namespace = "default"
	}
	return client.Post().
		AbsPath(append(prefix, kind.Version, "namespaces", namespace, mapping.Resource.Resource)...).
		Param("dryRun", metav1.DryRunAll).
		Param("fieldValidation", metav1.FieldValidationStrict).
		SetHeader("Content-Type", "application/json").
		Body([]byte(text)).
		Do(t.Context()).
		Error()
}

// fieldsOf lists the fields that validation names, each once.
func fieldsOf(err error) []string {
	fields := []string{}
	var status *apierrors.StatusError
	if errors.As(err, &status) && status.ErrStatus.Details != nil && status.ErrStatus.Reason == metav1.StatusReasonInvalid {
		for _, cause := range status.ErrStatus.Details.Causes {
			fields = append(fields, cause.Field)
		}
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}
