# chinese.sh - sourced by cases: from here on duban speaks Chinese. A locale of
# that name is made of the system's own C.utf8, since none may have been
# generated; its messages are gettext's.
mkdir -p loc mo/zh_CN/LC_MESSAGES
cp -R /usr/lib/locale/C.utf8 loc/zh_CN.UTF-8
msgfmt -o mo/zh_CN/LC_MESSAGES/duban.mo "$TESTS/../schemas/locale/zh_CN.po"
export LOCPATH=$PWD/loc DUBAN_LOCALE=$PWD/mo LC_ALL=zh_CN.UTF-8
