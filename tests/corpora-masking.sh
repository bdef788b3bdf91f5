#!/bin/sh
# corpora-masking.sh - the numbers of the masking files, written into texts:
# lines "masked|CASE|TEXT" and "kept|CASE|TEXT" for corpora.sh.
dir=$1

wide() {                        # full-width digits and letters
    printf '%s' "$1" | sed 'y/0123456789Xx/０１２３４５６７８９Ｘｘ/'
}

identity() {
    echo "masked|ric-$1|我的身份证号是$1，请核实。"
    echo "masked|ric-$1|本人$1，来办理业务"
    echo "masked|ric-$1|证件：$(wide "$1")。"
    echo "masked|ric-$1|$(printf '%s' "$1" |
        sed 's/^\(......\)\(........\)/\1 \2 /')是我的号码"
}

mobile() {
    for text in "$1" "+86$1" "0086$1" "86-$1" "$(wide "$1")" \
        "$(printf '%s' "$1" | sed 's/^\(...\)\(....\)/\1 \2 /')" \
        "$(printf '%s' "$1" | sed 's/^\(...\)\(....\)/\1-\2-/')"; do
        echo "masked|mobile-$1|请联系我$text谢谢"
        echo "masked|mobile-$1|电话：$text"
    done
}

file=$dir/python-stdnum-cn_ric.doctest.txt
if [ -f "$file" ]; then         # numbers in a list, and those that validate
    sed -n "s/^\.\.\. \([0-9]\{17\}[0-9Xx]\)\$/\1/p
            /^>>> ric\.validate/{ N
                s/.*\n'\([0-9]\{17\}[0-9X]\)'\$/\1/p; }" "$file" |
        sort -u | while read -r n; do identity "$n"; done
fi
file=$dir/python-stdnum-cn_uscc.doctest.txt
if [ -f "$file" ]; then         # credit codes of units are not personal
    sed -n 's/^\.\.\. \([0-9A-Z]\{18\}\)$/\1/p' "$file" | sort -u |
        while read -r n; do
            echo "kept|uscc-$n|统一社会信用代码$n的公司"
            echo "kept|uscc-$n|我公司（$n）办理变更"
        done
fi
file=$dir/libphonenumber-js-examples.mobile.json
if [ -f "$file" ]; then
    n=$(sed -n 's/.*"CN":"\([0-9]*\)".*/\1/p' "$file")
    [ -z "$n" ] || mobile "$n"
fi
for file in "$dir"/hutool-PhoneUtilTest.json "$dir"/validatorjs.json \
    "$dir"/hutool-IdcardUtilTest.json; do
    [ -f "$file" ] || continue
    grep -oE '"1[3-9][0-9]{9}"' "$file" | tr -d '"' | sort -u |
        while read -r n; do mobile "$n"; done
done
