#!/bin/sh
# deb.sh DUBAN VERSION OUT - a Debian package out of an installed tree: the
# program, its schemas, manual pages, completion, service, timer, crontab. The
# same sources give the same bytes.
#
# `make deb` calls it with DUBAN built for PREFIX=/usr, the tree OUT/root and
# SOURCE_DATE_EPOCH.
set -e
version=$2 out=$3 root=$3/root
export LC_ALL=C
arch=$(dpkg --print-architecture)

install -d "$root/etc/duban" "$root/lib/systemd/system" "$root/DEBIAN" \
    "$root/usr/share/doc/duban" "$out/debian"
install -m 644 schemas/examples/duban.yaml "$root/etc/duban/duban.yaml"
install -m 644 schemas/examples/duban.service schemas/examples/duban.timer \
    "$root/lib/systemd/system/"
# By cron where no systemd is at work; what stays after `remove` does nothing.
install -d "$root/etc/cron.d"
sed 's,duban  cd,duban  [ -x /usr/bin/duban ] \&\& '\
'[ ! -d /run/systemd/system ] \&\& cd,' schemas/examples/crontab >"$root/etc/cron.d/duban"
install -m 644 README.md "$root/usr/share/doc/duban/README.md"
install -m 644 LICENSE "$root/usr/share/doc/duban/copyright"
gzip -9nc CHANGELOG.md >"$root/usr/share/doc/duban/changelog.gz"
strip --strip-unneeded "$root/usr/bin/duban"
chmod -R u=rwX,go=rX "$root"

# The libraries that the program links with, by the packages they are in.
printf 'Source: duban\n\nPackage: duban\nArchitecture: any\n' \
    >"$out/debian/control"
depends=$(cd "$out" && dpkg-shlibdeps -O root/usr/bin/duban 2>/dev/null |
    sed -n 's/^shlibs:Depends=//p')

cat >"$root/DEBIAN/control" <<END
Package: duban
Version: $version
Architecture: $arch
Maintainer: duban maintainers <duban@localhost>
Section: misc
Priority: optional
Installed-Size: $(du -sk --apparent-size "$root/usr" | cut -f1)
Depends: $depends, adduser, gnuplot-nox | gnuplot, fonts-noto-cjk
Recommends: cron | systemd
Suggests: sqlite3, pandoc
Description: problems with public services, out of what citizens say
 Reads ratings, hotline tickets and portal messages, classifies them to the
 items of a catalog and to kinds of problem with regex rules, and writes ranked
 reports with charts.
END
printf '/etc/duban/duban.yaml\n/etc/cron.d/duban\n' >"$root/DEBIAN/conffiles"

cat >"$root/DEBIAN/postinst" <<'END'
#!/bin/sh
# The user, its folder, the database brought up to date, the timer.
set -e
if [ "$1" = configure ]; then
    adduser --quiet --system --group --home /var/lib/duban --no-create-home \
        duban
    for dir in /var/lib/duban /var/lib/duban/inbox; do
        [ -d $dir ] || install -d -o duban -g duban -m 0700 $dir
    done
    chown root:duban /etc/duban/duban.yaml
    chmod 640 /etc/duban/duban.yaml
    db=/var/lib/duban/duban.db          # if busy, the next run does it
    [ ! -s $db ] || runuser -u duban -- duban init --db $db || :
    if [ -d /run/systemd/system ]; then
        systemctl daemon-reload
        systemctl enable --now duban.timer
    fi
fi
END
cat >"$root/DEBIAN/prerm" <<'END'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
    systemctl disable --now duban.timer
fi
END
cat >"$root/DEBIAN/postrm" <<'END'
#!/bin/sh
# remove leaves the records; purge takes them too.
set -e
if [ "$1" = purge ]; then
    rm -rf /var/lib/duban /etc/duban
    deluser --quiet --system duban >/dev/null 2>&1 || :
fi
[ ! -d /run/systemd/system ] || systemctl daemon-reload
END
chmod 755 "$root/DEBIAN/postinst" "$root/DEBIAN/prerm" "$root/DEBIAN/postrm"

find "$root" -newermt "@$SOURCE_DATE_EPOCH" -print0 |
    xargs -0r touch --no-dereference --date="@$SOURCE_DATE_EPOCH"
dpkg-deb --root-owner-group --build "$root" \
    "$out/duban_${version}_$arch.deb" >/dev/null
echo "$out/duban_${version}_$arch.deb"
