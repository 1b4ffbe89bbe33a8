#!/bin/bash
# Walks the steps of docs/deploy/Containerfile without a container program: in namespaces of its own, under an overlay of this
# machine's root (root, Linux with overlayfs, Debian with the Python of the image), which is thrown away:
#     tools/container.sh [RELEASE]      a release to copy instead of `fairtown build`
# Left out: the images themselves, and what apt-get installs there, which has to be here (node, npm, make, pg_dump).
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
release=${1:+$(realpath "$1")}
if [ -z "${FAIRTOWN_CONTAINER_INSIDE:-}" ]; then
    exec unshare --mount --pid --fork --kill-child env FAIRTOWN_CONTAINER_INSIDE=1 "$0" ${release:+"$release"}
fi
file="$repository/docs/deploy/Containerfile"
work=$(mktemp -d /tmp/fairtown-container-XXXXXX)
mount --make-rprivate /
trap 'cd / && umount -lR "$work" && rmdir "$work"' EXIT
mount -t tmpfs tmpfs "$work"
mkdir "$work"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root"
cd "$work/root"
mount -t proc proc proc
mount --rbind /dev dev
inside() { env -i HOME=/root PATH=/usr/bin:/bin:/usr/sbin:/sbin "$@"; }
run() { inside chroot "$work/root" "$@"; }

echo "== COPY . . (.dockerignore)"
mkdir -p srv/fairtown
tar -C "$repository" --exclude-from <(sed '/^#/d; /^$/d; s|^\*\*/||' "$repository/.dockerignore") --exclude .git -cf - . | tar -C srv/fairtown -xf -
for secret in records releases .git .venv; do test ! -e "srv/fairtown/$secret" || { echo "holds $secret"; exit 1; }; done

# the commands of the first stage, as they stand there
steps=$(awk '/^FROM/ {stage++} stage == 1' "$file" | sed ':a; /\\$/ {N; s/\\\n//; ba}' | sed -n 's/^RUN \(make install.*\)/\1/p')
if [ -n "$release" ]; then
    mkdir -p srv/releases && cp -r "$release" srv/releases/
    steps=${steps/&& .venv\/bin\/fairtown build --out \/srv\/releases/}
    # what the next step reads: the release is named, as it is not at its usual place
    steps=${steps/XDG_CACHE_HOME/FAIRTOWN_RELEASES=\/srv\/releases XDG_CACHE_HOME}
fi
echo "== RUN $steps"
run sh -c "cd /srv/fairtown && $steps"

echo "== second stage"
user=$(awk '/^USER/ {print $2}' "$file")
run sh -c "$(grep -o 'useradd --system.*' "$file")"
environment=$(sed -n 's/^ENV //p' "$file")
volume=$(awk '/^VOLUME/ {print $2}' "$file")
command=$(sed -n 's/^CMD //p' "$file" | tail -1 | python3 -c 'import json, shlex, sys; print(shlex.join(json.load(sys.stdin)))')
health=$(sed ':a; /\\$/ {N; s/\\\n//; ba}' "$file" | sed -n 's/^HEALTHCHECK.*CMD //p' | python3 -c 'import json, shlex, sys; print(shlex.join(json.load(sys.stdin)))')
# podman run --read-only --tmpfs /tmp -v fairtown:VOLUME
mount -t tmpfs tmpfs tmp
mount -t tmpfs tmpfs ".$volume" && chown "$(run id -u "$user"):$(run id -g "$user")" ".$volume"
mount -o remount,ro "$work/root"
as_user() { run runuser -u "$user" -- env -i HOME=/var/lib/fairtown PATH=/usr/bin:/bin $environment FAIRTOWN_HOSTS=town.example FAIRTOWN_PRACTICE=1 sh -c "cd /srv/fairtown && $1"; }
echo "== CMD $command, as $user, read-only"
# the last of two hosts counts: no port of this machine is opened to others
as_user "exec $command --host 127.0.0.1 --port 8000" > "$work/log" 2>&1 &
for _ in $(seq 90); do
    if as_user "$health" 2>/dev/null; then healthy=1; break; fi
    sleep 2
done
cat "$work/log"
test -n "${healthy:-}" && echo "healthy"
as_user 'touch /srv/fairtown/x 2>&1 || true; ls -la /var/lib/fairtown'
as_user ".venv/bin/fairtown hub backup" && as_user "ls -la /var/lib/fairtown/records/backups"
