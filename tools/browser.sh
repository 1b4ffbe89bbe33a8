#!/bin/sh
# Chromium for the browser tests: installed where this user may, else the tests that need it are left out.
if command -v chromium >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "installing Chromium for the browser tests"
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
		>/dev/null 2>&1 && exit 0
fi
echo "left out: tests/browser (no Chromium here; as root: apt-get install chromium)"
