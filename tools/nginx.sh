#!/bin/sh
# nginx for the test of docs/nginx.conf: installed where this user may, else that test is left out.
if command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "installing nginx for the test of its settings"
	install="apt-get install -y -qq --no-install-recommends nginx-light openssl"
	export DEBIAN_FRONTEND=noninteractive
	# what there is was read a moment ago, for Chromium, or is now
	{ $install || { apt-get update -qq && $install; }; } >/dev/null 2>&1 && exit 0
fi
echo "left out: tests/hub/test_nginx.py (no nginx here; as root: apt-get install nginx-light)"
