package main

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// fieldSchema is what the decoder accepts: the fields of every type that the kinds lead to, as encoding/json sees them.
type fieldSchema struct {
	// Kinds names the type of each kind, by "apiVersion/Kind".
	Kinds map[string]string            `json:"kinds"`
	Types map[string]map[string]string `json:"types"`
	// named holds what each name of Types stands for.
	named map[string]reflect.Type
}

// writeSchema writes the schema of this program's Kubernetes version.
//
// A field's type is a name of Types, or one of: string, bool, int32, int64, float64, bytes, intOrString, quantity,
// time, duration, any; before it stands "[]" for a list of them, "{}" for a map from strings to them.
func writeSchema(out io.Writer) error {
	result := fieldSchema{Kinds: map[string]string{}, Types: map[string]map[string]string{}, named: map[string]reflect.Type{}}
	for kind := range strategies {
		object, err := legacyscheme.Scheme.New(kind)
		if err != nil {
			return err
		}
		apiVersion, name := kind.ToAPIVersionAndKind()
		result.Kinds[apiVersion+"/"+name] = result.describe(reflect.TypeOf(object).Elem())
	}
	encoder := json.NewEncoder(out)
	return encoder.Encode(result)
}

var wellKnown = map[reflect.Type]string{
	reflect.TypeOf(intstr.IntOrString{}):   "intOrString",
	reflect.TypeOf(resource.Quantity{}):    "quantity",
	reflect.TypeOf(metav1.Time{}):          "time",
	reflect.TypeOf(metav1.MicroTime{}):     "time",
	reflect.TypeOf(metav1.Duration{}):      "duration",
	reflect.TypeOf(metav1.FieldsV1{}):      "any",
	reflect.TypeOf(runtime.RawExtension{}): "any",
	reflect.TypeOf([]byte{}):               "bytes",
}

func (s *fieldSchema) describe(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		return s.describe(t.Elem())
	}
	if name, is := wellKnown[t]; is {
		return name
	}
	switch t.Kind() {
	case reflect.Slice:
		return "[]" + s.describe(t.Elem())
	case reflect.Map:
		return "{}" + s.describe(t.Elem())
	case reflect.Struct:
		return s.describeStruct(t)
	default:
		return t.Kind().String()
	}
}

func (s *fieldSchema) describeStruct(t reflect.Type) string {
	name := t.String()
	if other, known := s.named[name]; known {
		if other != t {
			panic(fmt.Sprintf("%s is %s and %s: describe the fields with longer names", name, other.PkgPath(), t.PkgPath()))
		}
		return name
	}
	s.named[name] = t
	fields := map[string]string{}
	s.Types[name] = fields
	s.addFields(fields, t)
	return name
}

func (s *fieldSchema) addFields(fields map[string]string, t reflect.Type) {
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case name == "" && (field.Anonymous || strings.Contains(options, "inline")):
			s.addFields(fields, field.Type)
		default:
			fields[name] = s.describe(field.Type)
		}
	}
}
