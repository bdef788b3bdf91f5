# Makefile - build, test, install duban.
#
#   make            build ./duban               make demo     a first report
#   make check      build, lint, all tests      make bench    speed, measured
#   make install PREFIX=/usr/local DESTDIR=     make deb      a package
#   make torture    every fault on purpose      make soak     weeks of nights
#   make fuzz       parsers under libFuzzer     make coverage what tests reach
#   make golden CASE=DIR  rewrite an expect     make po       translations
#   make lint       the house rules             make mutate   rules, changed
#   make static     three analysers             make memcheck under valgrind
#   make clean
#
# SAN=1 builds with ASan and UBSan, SAN=thread with TSan; HS=0 without the libhs
# prefilter; CC=clang.

VERSION := 0.1.0
QUIET    = $(if $(V),,@echo '  $@' && )
PREFIX  ?= /usr/local
comma   := ,
FLAVOUR := $(if $(FUZZ),fuzz,$(if $(filter thread,$(SAN)),tsan,$(if $(filter-out 0,$(SAN)),san,release)))$(if $(filter clang%,$(CC)),-clang)$(if $(filter 0,$(HS)),-nohs)
B       := .build/$(FLAVOUR)
SANFLAGS := -fsanitize=$(if $(filter thread,$(SAN)),thread,address$(comma)undefined) \
            -fno-sanitize-recover=all

LIBS := sqlite3 libpcre2-8 yaml-0.1 yajl libutf8proc libzip expat zlib \
        libcrypto libcurl
HAVE := $(or $(DEPS_DONE),$(shell command -v cc >/dev/null && \
          pkg-config --exists $(LIBS) xlsxwriter 2>/dev/null && echo yes))
USE_HS := $(if $(filter 0,$(HS)),,$(shell pkg-config --exists libhs && echo 1))

CPPFLAGS := -I. -I$B -D_POSIX_C_SOURCE=200809L \
            -DDUBAN_VERSION='"$(VERSION)"' \
            $(if $(USE_HS),-DHAVE_HS $(shell pkg-config --cflags libhs)) \
            $(shell pkg-config --cflags $(LIBS) 2>/dev/null)
CFLAGS   ?= -O2 -g
WARN     := -std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
            -Wmissing-prototypes -Wconversion -Wno-sign-conversion \
            -Wno-overlength-strings -Werror
ALLFLAGS := $(WARN) $(CFLAGS) $(if $(filter-out 0,$(SAN)),$(SANFLAGS) -O1) \
            $(if $(FUZZ),-fsanitize=fuzzer-no-link $(SANFLAGS) -O1)
LDLIBS   := $(shell pkg-config --libs $(LIBS) 2>/dev/null) -lxlsxwriter \
            $(if $(USE_HS),$(shell pkg-config --libs libhs)) -lm -lpthread

objects = $(patsubst %.c,$B/%.o,$(wildcard $1/*.c))
LIB     := $(call objects,lib) $B/gen/sql.o $B/gen/migrate.o
STAGES  := $(foreach s,ingest analyze report,$(if $(wildcard $s/*.c),$s))
SQL     := $(wildcard schemas/*.sql)
MIGRATE := $(sort $(wildcard schemas/migrate/*.sql))
UNITS   := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
TOOLS   := $(patsubst tests/%.c,$B/tests/%,$(filter-out tests/oom.c,$(wildcard tests/*.c)))
TEST_ENV = BUILD=$(CURDIR)/$B DUBAN=$(CURDIR)/$B/duban CC="$(CC)" \
           FLAGS='$(CPPFLAGS) $(WARN)' MAKEFLAGS=

.PHONY: all help check lint unit golden demo bench install deb clean deps FORCE
.PHONY: torture soak coverage fuzz fuzz-run mutate po static memcheck
all: duban

help:
	@sed -n '3,/^$$/s/^# \{0,1\}//p' Makefile

# Everything that building and testing needs, by the system's own packages.
deps:
	@sh tests/deps.sh

ifneq ($(HAVE),yes)
duban check lint unit golden demo bench torture soak fuzz mutate static \
memcheck: deps
	@$(MAKE) --no-print-directory $@ DEPS_DONE=yes
else
duban: $B/duban FORCE
	@cmp -s $< $@ || cp $< $@

check: $B/duban unit $(TOOLS)
	@sh tests/deps.sh
	@$(TEST_ENV) sh tests/check.sh

lint:
	@$(TEST_ENV) sh tests/lint.sh

# Change every rule in every way: the examples must notice 95 % of it.
mutate: $B/duban
	@$B/duban rules mutate --least 95

# What three analysers find must be listed, with the reason.
static: $B/duban
	@$(TEST_ENV) sh tests/static.sh

# The unit tests and golden cases under valgrind; CASE= some of them.
memcheck: $B/duban unit $(TOOLS)
	@$(TEST_ENV) sh tests/memcheck.sh $(CASE)

unit: $(UNITS:%=$B/tests/unit/%)

# make golden CASE=tests/cases/GROUP/NAME: rewrite what is expected.
golden: $B/duban $(TOOLS)
	@$(TEST_ENV) sh tests/run.sh -u $(CASE)

demo: duban $B/tests/gen
	@sh tests/deps.sh
	@$(TEST_ENV) DUBAN=$(CURDIR)/duban sh tests/demo.sh .build/demo

bench: $B/duban $(TOOLS)
	@$(TEST_ENV) sh tests/bench.sh

# Parsers under libFuzzer: make fuzz SECONDS=60 TARGET="csv json". With clang,
# since libFuzzer is its.
fuzz:
	@$(MAKE) --no-print-directory CC=clang FUZZ=1 fuzz-run

FUZZERS := $(patsubst tests/fuzz/%.c,$B/tests/fuzz/%,\
           $(wildcard tests/fuzz/fuzz_*.c))
$B/tests/fuzz/%: $B/tests/fuzz/%.o $(STAGES:%=$B/%.a) $B/lib.a
	$(QUIET)$(CC) $(ALLFLAGS) -fsanitize=fuzzer -o $@ $< $(patsubst %,$B/%.a,\
	  $(shell sed -n 's/^ \* links: //p' tests/fuzz/$*.c)) $B/lib.a $(LDLIBS)
fuzz-run: $B/duban $(FUZZERS)
	@$(TEST_ENV) sh tests/fuzz.sh $(or $(SECONDS),60) $(TARGET)

# Every fault that can be provoked from outside; some need root.
torture: $B/duban $B/tests/gen
	@$(TEST_ENV) sh tests/torture.sh $(TIMES)

# Many nights in fast motion, with faults mixed in.
soak: $B/duban $B/tests/gen
	@$(TEST_ENV) sh tests/soak.sh $(WEEKS)

# Lines and branches that the tests reach.
coverage:
	@$(MAKE) --no-print-directory CFLAGS='-O0 -g --coverage' \
	  LDFLAGS=--coverage FLAVOUR=coverage check
	@B=.build/coverage sh tests/coverage.sh
endif

$B/duban: $B/duban.o $(STAGES:%=$B/%.a) $B/lib.a
	$(QUIET)$(CC) $(ALLFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$B/lib.a: $(LIB)
	@rm -f $@ && ar rcs $@ $^
define stage_rule
$B/$1.a: $(call objects,$1)
	@rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach s,$(STAGES),$(eval $(call stage_rule,$s)))

# What is made from schemas/ is replaced only where it changed.
MOVE = move() { cmp -s $$1 $$2 && rm $$1 || mv $$1 $$2; }; move
$B/gen/sql.made: $(SQL) lib/embed.awk Makefile
	@mkdir -p $B/gen
	@awk -v header=$B/gen/sql.h.tmp -f lib/embed.awk $(SQL) >$B/gen/sql.tmp
	@(echo '#include "gen/sql.h"'; cat $B/gen/sql.tmp) >$B/gen/sql.c.tmp
	@$(MOVE) $B/gen/sql.h.tmp $B/gen/sql.h
	@$(MOVE) $B/gen/sql.c.tmp $B/gen/sql.c
	@rm $B/gen/sql.tmp && touch $@
$B/gen/migrate.made: $(MIGRATE) lib/embed.awk Makefile
	@mkdir -p $B/gen
	@printf '%s\n' '/* migrate.h - made by the Makefile. */' \
	  '#ifndef MIGRATE_H' '#define MIGRATE_H' \
	  'struct migration { const char *name, *sql; };' \
	  'extern const struct migration migrations[];' \
	  'extern const int migrations_n;' '#endif' >$B/gen/migrate.h.tmp
	@(echo '#include "gen/migrate.h"'; \
	  awk -v whole=migrations -f lib/embed.awk $(MIGRATE)) \
	  >$B/gen/migrate.c.tmp
	@$(MOVE) $B/gen/migrate.h.tmp $B/gen/migrate.h
	@$(MOVE) $B/gen/migrate.c.tmp $B/gen/migrate.c
	@touch $@
$B/gen/sql.h $B/gen/sql.c: $B/gen/sql.made ;@:
$B/gen/migrate.h $B/gen/migrate.c: $B/gen/migrate.made ;@:

# The folder of the installed data is known to the front door alone.
$B/prefix: FORCE
	@mkdir -p $B
	@echo '$(PREFIX)' | cmp -s - $@ || echo '$(PREFIX)' >$@
$B/duban.o: CPPFLAGS += -DDUBAN_DATA='"$(PREFIX)/share/duban"'
$B/duban.o: $B/prefix

$B/%.o: %.c | $B/gen/sql.h $B/gen/migrate.h
	@mkdir -p $(@D)
	$(QUIET)$(CC) $(CPPFLAGS) $(ALLFLAGS) -MMD -MP -c -o $@ $<
$B/gen/%.o: $B/gen/%.c | $B/gen/sql.h $B/gen/migrate.h
	$(QUIET)$(CC) $(CPPFLAGS) $(ALLFLAGS) -MMD -MP -c -o $@ $<

# Helpers of the tests (the generator of demo data, what is measured): no part
# of the product.  A line ` * links: STAGE` names a stage they link with.
$B/tests/%: $B/tests/%.o $(STAGES:%=$B/%.a) $B/lib.a
	$(QUIET)$(CC) $(ALLFLAGS) $(LDFLAGS) -o $@ $< $(patsubst %,$B/%.a,$(shell \
	  sed -n 's/^ \* links: //p' tests/$*.c)) $B/lib.a $(LDLIBS)

# A unit test links with the stage that its second line names, and lib alone.
$B/tests/unit/%: $B/tests/unit/%.o $(STAGES:%=$B/%.a) $B/lib.a
	$(QUIET)$(CC) $(ALLFLAGS) $(LDFLAGS) -o $@ $< $(patsubst %,$B/%.a,$(shell \
	  sed -n 's/^ \* links: //p' tests/unit/$*.c)) $B/lib.a $(LDLIBS)

# The same sources give the same bytes: dates are that of the last commit.
install deb: export SOURCE_DATE_EPOCH := $(or $(SOURCE_DATE_EPOCH),\
             $(shell git log -1 --format=%ct 2>/dev/null),\
             $(shell stat -c %Y CHANGELOG.md))
MANUAL = LC_ALL=C DUBAN_NOW="$$(date -ud @$$SOURCE_DATE_EPOCH '+%F %T')" \
         ./duban --manual
SHARE = $(DESTDIR)$(PREFIX)/share
install: duban
	install -d $(DESTDIR)$(PREFIX)/bin $(SHARE)/duban $(SHARE)/man/man1 \
	  $(SHARE)/bash-completion/completions
	install -m 755 duban $(DESTDIR)$(PREFIX)/bin/duban
	cp -R schemas/. $(SHARE)/duban/
	chmod -R u=rwX,go=rX $(SHARE)/duban
	LC_ALL=C ./duban --completion >$(SHARE)/bash-completion/completions/duban
	$(MANUAL) >$(SHARE)/man/man1/duban.1
	./duban --commands | while read -r c; do \
	  $(MANUAL) "$$c" >$(SHARE)/man/man1/duban-$$(echo "$$c" | \
	  tr ' ' -).1; done
	gzip -9nf $(SHARE)/man/man1/duban*.1
	@for po in $(PO); do lang=$$(basename $$po .po); \
	  dir=$(SHARE)/duban/locale/$$lang/LC_MESSAGES; \
	  command -v msgfmt >/dev/null || { echo "no msgfmt (gettext):" \
	  "messages stay English" >&2; break; }; \
	  install -d $$dir && msgfmt -o $$dir/duban.mo $$po; done

# Translations: schemas/locale/LANGUAGE.po. `make po` brings them up to date
# with the sources; what is not translated stays English.
PO := $(wildcard schemas/locale/*.po)
po: duban
	@./duban --messages >.build/messages.c
	@xgettext --from-code=UTF-8 -k_ -kN_ -L C --no-wrap -F --package-name=duban \
	  --add-location=file -o .build/duban.pot *.c lib/*.c ingest/*.c \
	  analyze/*.c report/*.c .build/messages.c
	@sed -i '/^"POT-Creation-Date/d' .build/duban.pot
	@for po in $(PO); do msgmerge -q --update --backup=none --no-wrap \
	  --no-fuzzy-matching $$po .build/duban.pot && \
	  msgattrib --no-obsolete --no-wrap -o $$po $$po && \
	  msgfmt --statistics -c -o /dev/null $$po; done

# A Debian package: .build/deb/duban_VERSION_ARCH.deb
deb:
	@command -v dpkg-shlibdeps >/dev/null || \
	  { echo "make deb needs the package dpkg-dev" >&2; exit 1; }
	@rm -rf .build/deb
	@$(MAKE) --no-print-directory install PREFIX=/usr \
	  DESTDIR=$(CURDIR)/.build/deb/root >/dev/null
	@sh lib/deb.sh duban $(VERSION) .build/deb

clean:
	rm -rf .build duban

.SECONDARY:
-include $(shell find $B -name '*.d' 2>/dev/null)
