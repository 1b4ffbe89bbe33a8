#!/bin/sh
# Chromium for the browser tests: installed where this user may, else the tests that need it are left out.
# Without windows it draws the same pages with half the work; where a system has none like that, the usual one does.
if command -v chromium-headless-shell >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "installing Chromium for the browser tests"
	apt-get update -qq >/dev/null 2>&1
	for package in chromium-headless-shell chromium; do
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 && exit 0
	done
fi
if command -v chromium >/dev/null 2>&1; then exit 0; fi
echo "left out: tests/browser (no Chromium here; as root: apt-get install chromium-headless-shell)"
