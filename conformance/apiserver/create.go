package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/storage/names"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	apiservice "k8s.io/kubernetes/pkg/api/service"
	"k8s.io/kubernetes/pkg/apis/core"
)

// answer is what a create request is answered: accepted, refused by the decoder, or refused by validation.
type answer struct {
	Accepted bool      `json:"accepted"`
	Decoding *decoding `json:"decoding,omitempty"`
	Causes   []cause   `json:"causes,omitempty"`
	// Restricted is what the Pod Security Standard of that name forbids in the pods of an accepted document.
	Restricted []string `json:"restricted,omitempty"`
	// Defaulted is the object with Kubernetes' defaults, where that was asked for in place of a verdict.
	Defaulted json.RawMessage `json:"defaulted,omitempty"`
}

// decoding says why a document could not be decoded. Strict has an entry for every unknown and every duplicate field;
// it is empty where the document is no such object even when read leniently.
type decoding struct {
	Message string   `json:"message"`
	Strict  []string `json:"strict,omitempty"`
}

type cause struct {
	Field  string `json:"field"`
	Type   string `json:"type"`
	Detail string `json:"detail"`
}

var decoder = strictDecoder()

// create answers as the API server does up to the point where it would store the object: strict decoding, defaults,
// fields of disabled features dropped, validation.
func create(document []byte) (result answer) {
	defer func() {
		// The API server answers a panic with an internal error, and lives.
		if problem := recover(); problem != nil {
			result = answer{Causes: []cause{{Type: "Panic", Detail: fmt.Sprint(problem)}}}
		}
	}()

	object, kind, err := decoder.Decode(document, nil, nil)
	if err != nil {
		return answer{Decoding: decodingFailure(err)}
	}
	strategy, known := strategies[*kind]
	if !known {
		return answer{Decoding: &decoding{Message: "this program has no strategy for " + kind.String()}}
	}
	if service, is := object.(*core.Service); is {
		allocate(service)
	}
	if err := rest.BeforeCreate(strategy, requestContext(*kind, object, strategy), object); err != nil {
		return answer{Causes: causesOf(err)}
	}
	return answer{Accepted: true, Restricted: restricted(object)}
}

func strictDecoder() runtime.Decoder {
	return legacyscheme.Codecs.DecoderToVersion(jsonSerializer().StrictSerializer, runtime.InternalGroupVersioner)
}

func jsonSerializer() runtime.SerializerInfo {
	info, found := runtime.SerializerInfoForMediaType(legacyscheme.Codecs.SupportedMediaTypes(), runtime.ContentTypeJSON)
	if !found {
		panic("no serializer for JSON")
	}
	return info
}

func decodingFailure(err error) *decoding {
	failure := &decoding{Message: err.Error()}
	if strict, is := runtime.AsStrictDecodingError(err); is {
		for _, each := range strict.Errors() {
			failure.Strict = append(failure.Strict, each.Error())
		}
	}
	return failure
}

// requestContext is that of a request to the path kubectl would choose: the object's own namespace, or "default". The
// object is given what a request handler gives it: a creation time, a UID and, where it has the beginning of one, a name.
func requestContext(kind schema.GroupVersionKind, object runtime.Object, generator names.NameGenerator) context.Context {
	namespace := "default"
	if metadata, err := meta.Accessor(object); err == nil {
		rest.FillObjectMetaSystemFields(metadata)
		if metadata.GetName() == "" && metadata.GetGenerateName() != "" {
			metadata.SetName(generator.GenerateName(metadata.GetGenerateName()))
		}
		if metadata.GetNamespace() != "" {
			namespace = metadata.GetNamespace()
		}
	}
	return request.WithRequestInfo(request.WithNamespace(context.Background(), namespace), &request.RequestInfo{
		IsResourceRequest: true,
		Verb:              "create",
		APIGroup:          kind.Group,
		APIVersion:        kind.Version,
		Namespace:         namespace,
	})
}

// allocate stands in for the storage of Services, which is not called: it completes what validation wants to see whole.
// The addresses and ports it really hands out depend on the cluster.
func allocate(service *core.Service) {
	if service.Spec.ClusterIP != "" && len(service.Spec.ClusterIPs) == 0 {
		service.Spec.ClusterIPs = []string{service.Spec.ClusterIP}
	}
	if apiservice.NeedsHealthCheck(service) && service.Spec.HealthCheckNodePort == 0 {
		service.Spec.HealthCheckNodePort = 30000
	}
}

func causesOf(err error) []cause {
	var status *apierrors.StatusError
	if !errors.As(err, &status) || status.ErrStatus.Details == nil {
		return []cause{{Detail: err.Error()}}
	}
	causes := []cause{}
	for _, each := range status.ErrStatus.Details.Causes {
		causes = append(causes, cause{Field: each.Field, Type: string(each.Type), Detail: each.Message})
	}
	return causes
}
