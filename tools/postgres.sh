#!/bin/sh
# PostgreSQL for the tests of records: installed where this user may, else the tests that need it are left out.
if command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "installing PostgreSQL for the tests of records"
	install="apt-get install -y -qq --no-install-recommends postgresql"
	export DEBIAN_FRONTEND=noninteractive
	# what there is was read a moment ago, for Chromium, or is now
	{ $install || { apt-get update -qq && $install; }; } >/dev/null 2>&1 && exit 0
fi
echo "left out: tests/hub/test_postgres.py (no PostgreSQL here; as root: apt-get install postgresql)"
