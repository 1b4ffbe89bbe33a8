#!/bin/bash
# Runs the units of docs/deploy, as they are written, under a systemd of its own in namespaces of its own (root, Linux with
# overlayfs), and reloads, restarts and kills the website under load:
#     tools/units.sh RELEASE        a folder like releases/2026-11-29
# The root is this machine's under an overlay that is thrown away; nothing listens outside. Prints what was asked and answered.
set -euo pipefail
repository=$(cd "$(dirname "$0")/.." && pwd)
release=$(realpath "$1")

if [ -z "${FAIRTOWN_UNITS_INSIDE:-}" ]; then
    # a cgroup of its own first, so that systemd finds none of this machine's processes
    exec unshare --mount env FAIRTOWN_UNITS_INSIDE=1 "$0" "$release"
fi
mount --make-rprivate /
work=$(mktemp -d /tmp/fairtown-units-XXXXXX)
mount -t tmpfs tmpfs "$work"
mkdir "$work"/{upper,lower,work,root,cgroup}
mount -t cgroup2 cgroup2 "$work/cgroup"
own="$work/cgroup/fairtown-units-$$"
mkdir "$own"
end() {
    echo 1 > "$own/cgroup.kill"
    wait
    find "$own" -depth -type d -exec rmdir {} \; 2>/dev/null
    cd / && umount -R "$work" && rmdir "$work"
}
trap end EXIT
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/upper,workdir=$work/work" "$work/root"

install() {  # the first day, as docs/running.md says it, but for the programs: they are this repository's
    cd "$work/root"
    useradd --prefix "$PWD" --system --home-dir /var/lib/fairtown fairtown
    mkdir -p srv/fairtown etc/fairtown var/backups
    local user
    user=$(sed -n 's/^fairtown:x:\([0-9]*\):\([0-9]*\):.*/\1:\2/p' etc/passwd)
    for name in var/lib/fairtown var/backups/fairtown; do
        mkdir -p "$name" && chmod 700 "$name" && chown "$user" "$name"
    done
    mkdir -p var/lib/fairtown/releases && cp -r "$release" var/lib/fairtown/releases/
    chown -R "$user" var/lib/fairtown
    cp -r "$repository/src" "$repository/docs" srv/fairtown/
    mkdir -p srv/fairtown/.venv/bin srv/fairtown/.venv/lib/python3.11
    ln -s /usr/bin/python3 srv/fairtown/.venv/bin/python3
    printf 'home = /usr/bin\ninclude-system-site-packages = false\n' > srv/fairtown/.venv/pyvenv.cfg
    sed '1s|.*|#!/srv/fairtown/.venv/bin/python3|' "$repository/.venv/bin/fairtown" > srv/fairtown/.venv/bin/fairtown
    chmod 755 srv/fairtown/.venv/bin/fairtown
    mkdir srv/fairtown/.venv/lib/python3.11/site-packages
    mount --bind "$repository/.venv/lib/python3.11/site-packages" srv/fairtown/.venv/lib/python3.11/site-packages
    printf '%s\n' 'name = "Fair Town"' 'address = ["1 Main Street"]' 'phone = ""' 'email = "news@town.example"' 'ein = ""' \
        > etc/fairtown/organization.toml
    cp "$repository/docs/deploy/environment" etc/fairtown/environment
    echo "PYTHONPATH=/srv/fairtown/src" >> etc/fairtown/environment
    chown -R "0:${user#*:}" etc/fairtown && chmod 640 etc/fairtown/* && chmod 750 etc/fairtown
    # of this machine's own services none
    mount -t tmpfs tmpfs etc/systemd/system
    cp "$repository"/docs/deploy/fairtown* etc/systemd/system/
    mkdir -p etc/systemd/system/multi-user.target.wants etc/systemd/system/timers.target.wants
    for name in fairtown fairtown-jobs; do
        ln -s "../$name.service" "etc/systemd/system/multi-user.target.wants/$name.service"
    done
    ln -s ../fairtown-backup.timer etc/systemd/system/timers.target.wants/fairtown-backup.timer
}

boot() {  # becomes the first process of the namespaces
    cat > "$work/boot" <<'BOOT'
set -e
cd "$1"
ip link set lo up
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount --rbind /dev dev
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mkdir -p oldroot
pivot_root . oldroot
umount -l oldroot
exec env -i container=units PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=multi-user.target --log-target=null
BOOT
    echo "$BASHPID" > "$own/cgroup.procs"
    # else systemd would take this machine's own for its own
    grep -qx "0::/fairtown-units-$$" "/proc/$BASHPID/cgroup"
    exec unshare --pid --cgroup --uts --ipc --net --mount --fork --kill-child bash "$work/boot" "$work/root"
}

install
(boot) &
sleep 2
first=$(pgrep -f '^/lib/systemd/systemd --unit=multi-user' -n) || { echo "systemd did not begin"; exit 1; }
nsenter -t "$first" -a /srv/fairtown/.venv/bin/python3 - < "$repository/tools/units_under_load.py"
