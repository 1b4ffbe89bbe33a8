#!/bin/sh
# Installs locked packages and fairtown into an environment: tools/install.sh .venv requirements.txt [--compile-bytecode]
# By uv, which is locked among the others: an eighth of the work of pip, which looks at every file that a package
# ever had. Where uv cannot (an index that asks for what only pip was told), pip does.
set -eu
venv=$1 requirements=$2
shift 2
pip="$venv/bin/pip --quiet --disable-pip-version-check install"
uv="$venv/bin/uv --quiet pip install --python $venv/bin/python"
test -x "$venv/bin/pip" || "${PYTHON:-python3}" -m venv "$venv"

by_uv() {
	if ! test -x "$venv/bin/uv"; then
		awk '/^uv==/ {own = 1} own {print} own && !/\\$/ {exit}' requirements-dev.txt >"$venv/uv.txt"
		$pip --no-deps --require-hashes -r "$venv/uv.txt" || return 1
	fi
	# where packages come from, as pip was told
	index=${PIP_INDEX_URL:-$("$venv/bin/pip" config get global.index-url 2>/dev/null || true)}
	test -z "$index" || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"
	# the lock names all that is needed, and the bytes of each
	$uv --no-deps --require-hashes "$@" -r "$requirements" && $uv --no-deps --no-build-isolation -e .
}

by_uv "$@" 2>"$venv/uv.log" && exit 0
echo "installing by pip, as uv did not ($venv/uv.log)"
$pip --require-hashes -r "$requirements"
$pip --no-deps --no-build-isolation -e .
