#!/bin/sh
# Writes the module file for one Kubernetes version: ./require.sh v1.37.0
#
# k8s.io/kubernetes requires its staging modules at v0.0.0, which do not exist; each is mapped to its release.
set -eu
cd "$(dirname "$0")"
version=$1
minor=$(echo "$version" | cut -d. -f1,2)
mod="kubernetes-${minor#v}.mod"
source=$(go mod download -json "k8s.io/kubernetes@$version" | sed -n 's/.*"GoMod": "\(.*\)",/\1/p')

{
  echo "module conformance/kubelet"
  echo
  # Fake time needs a Go that is newer than some versions ask for.
  echo 'go 1.26.0'
  echo
  echo "require k8s.io/kubernetes $version"
  echo
  echo "replace ("
  sed -n "s|^\t\(k8s.io/[a-z-]*\) => ./staging.*|\t\1 => \1 v0.${version#v1.}|p" "$source"
  echo ")"
} > "$mod"
go mod tidy -modfile="$mod"
