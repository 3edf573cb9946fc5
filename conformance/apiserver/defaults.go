package main

import (
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// applyDefaults answers with the document as it is once the API server has decoded it: with all defaults, in the version
// it came in. Written back, it has no field whose value is that of an absent one in Go.
func applyDefaults(document []byte) answer {
	object, kind, err := decoder.Decode(document, nil, nil)
	if err != nil {
		return answer{Decoding: decodingFailure(err)}
	}
	encoder := legacyscheme.Codecs.EncoderForVersion(jsonSerializer().Serializer, kind.GroupVersion())
	defaulted, err := runtime.Encode(encoder, object)
	if err != nil {
		return answer{Causes: causesOf(err)}
	}
	return answer{Defaulted: defaulted}
}
