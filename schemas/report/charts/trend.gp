# trend.gp - problems, tickets and messages, ratings: three panels, 13 weeks.
# columns: 1 week, 2 problems, 3-4 their normal range, 5 the year before,
#   6 breaches, 7 tickets and messages, 8-9 range, 10 year before, 11 ratings
call "common.gp" ARG1 ARG2 ARG3 ARG4
eval(peak(2, "P"))
eval(peak(7, "T"))
eval(peak(11, "R"))
eval(peak(10, "TY"))
eval(peak(5, "PY"))
YEARS = SOME_sum > 0
eval(peak(9, "TH"))
eval(peak(4, "PH"))
RANGES = SOME_sum > 0
top(a, b) = a > b ? a : b
PM = top(P_max, top(PY_max, PH_max))
TM = top(T_max, top(TY_max, TH_max))
PANELS = R_max > 0 ? 3 : 2
# Top of panel i, foot, and where its legend stands.
head(i) = 0.935 - (i - 1) * (PANELS == 3 ? 0.322 : 0.465)
foot(i) = head(i) - (PANELS == 3 ? 0.215 : 0.33)
set multiplot
set lmargin at screen px(NARROW ? 44 : 68)
set rmargin at screen 1 - px(14)
LAST = SOME_records - 1
set xrange [-0.5 : LAST + 0.5]
set xtics scale 0
set ytics scale 0
set format y "%.0f"
set key left top horizontal reverse Left samplen (NARROW ? 1.5 : 3) width (NARROW ? -1 : 1) maxrows 1 font FONT.",13"
RU = R_max >= 20000 ? 10000.0 : 1
room(m) = m > 0 ? m * 1.3 : 1
# On a telephone every third week is named, the last one in any case.
shown(i) = !NARROW || int(LAST - i) % 3 == 0
week(i, w) = shown(i) ? substr(w, 6, 8) : ""
lower(i, w) = PANELS == 2 ? week(i, w) : ""     # of the second panel
label(i, v) = shown(i) ? group(v) : ""
# What is not always there, as parts of a plot command.
band(a) = RANGES ? sprintf("DATA using 0:%d:($0 - 0.5):($0 + 0.51):%d:%d with boxxyerror fillstyle solid 1 noborder linecolor rgb PALE title '正常范围', ", a, a, a + 1) : ""
year(a) = YEARS ? sprintf("DATA using 0:%d with lines linecolor rgb GREY linewidth 2 dashtype 4 title '上年同期', ", a) : ""

set tmargin at screen head(1)
set key at screen px(NARROW ? 4 : 60), screen head(1) + py(31)
set bmargin at screen foot(1)
set xtics format ""
set yrange [0 : room(PM)]
set ytics step(room(PM))
eval "plot ".band(3).year(5)." \
     DATA using 0:2 with linespoints linecolor rgb INK linewidth 2 pointtype 7 pointsize 0.6 title columnheader(2), \
     DATA using 0:6 with linespoints linecolor rgb RED linewidth 2 dashtype 2 pointtype 13 pointsize (NARROW ? 0.6 : 0.9) title columnheader(6), \
     DATA using 0:2:(label($0, $2)) with labels offset 0,0.75 textcolor rgb INK font FONT.',12' notitle"

set tmargin at screen head(2)
set key at screen px(NARROW ? 4 : 60), screen head(2) + py(31)
set bmargin at screen foot(2)
if (PANELS == 2) { set xtics format "%s" }
set yrange [0 : room(TM)]
set ytics step(room(TM))
eval "plot ".band(8).year(10)." \
     DATA using 0:7:xtic(lower($0, strcol(1))) with linespoints linecolor rgb BLUE linewidth 2 pointtype 5 pointsize 0.6 title columnheader(7), \
     DATA using 0:7:(label($0, $7)) with labels offset 0,0.75 textcolor rgb INK font FONT.',12' notitle"

if (PANELS == 2) { unset multiplot ; exit }
set tmargin at screen head(3)
set key at screen px(NARROW ? 4 : 60), screen head(3) + py(31)
set bmargin at screen foot(3)
set xtics format "%s"
set yrange [0 : room(R_max / RU)]
set ytics step(room(R_max / RU))
plot DATA using 0:($11 / RU):xtic(week($0, strcol(1))) with linespoints linecolor rgb SKY linewidth 2 pointtype 7 pointsize 0.6 title columnheader(11).(RU > 1 ? "（万条）" : "")
unset multiplot
