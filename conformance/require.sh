#!/bin/sh
# Writes the module file of a program for one Kubernetes version: ./require.sh apiserver v1.37.0
#
# k8s.io/kubernetes requires its staging modules at v0.0.0, which do not exist; each is mapped to its release. A third
# argument asks for a newer Go than that version does, as fake time needs it: ./require.sh kubelet v1.28.15 1.26.0
set -eu
cd "$(dirname "$0")/$1"
version=$2
minor=$(echo "$version" | cut -d. -f1,2)
mod="kubernetes-${minor#v}.mod"
source=$(go mod download -json "k8s.io/kubernetes@$version" | sed -n 's/.*"GoMod": "\(.*\)",/\1/p')

{
  echo "module conformance/$1"
  echo
  echo "go ${3:-$(sed -n 's/^go //p' "$source")}"
  echo
  echo "require k8s.io/kubernetes $version"
  echo
  echo "replace ("
  sed -n "s|^\t\(k8s.io/[a-z-]*\) => ./staging.*|\t\1 => \1 v0.${version#v1.}|p" "$source"
  echo ")"
} > "$mod"
go mod tidy -modfile="$mod"
