# funnel.gp - observed against expected, with the limits that chance explains.
# columns: 1 unit, 2 expected, 3 ratio, 4-5 95 % limits, 6-7 99.8 % limits
call "common.gp" ARG1 ARG2 ARG3 ARG4
set lmargin at screen px(NARROW ? 40 : 68)
set rmargin at screen 1 - px(NARROW ? 16 : 22)
set tmargin at screen 1 - py(NARROW ? 56 : 42)
set bmargin at screen py(66)
set key at screen px(NARROW ? 40 : 68), screen 1 - py(4) left top horizontal reverse Left samplen (NARROW ? 1.5 : 3) width (NARROW ? 0 : 1) maxrows (NARROW ? 2 : 1) font FONT.",13"
set xlabel "预期件数" offset 0,0.3
set label 1 "实际/预期" at screen px(4), graph 1.045 left textcolor rgb GREY font FONT.",12"
set tics scale 0
set format y "%.1f"
stats DATA using 3 name "RATIO" nooutput
stats DATA using 2 name "E" nooutput
WIDE = E_max > E_min ? E_max - E_min : E_max
HIGH = RATIO_max > 2 ? RATIO_max * 1.1 : 2.3
SIDE = E_max + WIDE * 0.06
set xrange [E_min - WIDE * 0.04 : E_max + WIDE * (NARROW ? 0.42 : 0.22)]
set yrange [0 : HIGH]
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead linecolor rgb GREY linewidth 1
# Rows come by falling ratio: names stand at the side, one under the other,
# each with a line to its point; the twelve highest at most.
K = 0
J = 0
named(r, hi) = r > hi ? (K = K + 1, K <= 12) : 0
again(r, hi) = r > hi ? (J = J + 1, J <= 12) : 0
place(k) = HIGH * (1.02 - 0.07 * k)
plot DATA using 2:7 smooth unique with lines linecolor rgb RED linewidth 1.2 dashtype 2 title "99.8%界限", \
     DATA using 2:6 smooth unique with lines linecolor rgb RED linewidth 1.2 dashtype 2 notitle, \
     DATA using 2:5 smooth unique with lines linecolor rgb SKY linewidth 1.5 title "95%界限", \
     DATA using 2:4 smooth unique with lines linecolor rgb SKY linewidth 1.5 notitle, \
     DATA using 2:($3 <= $5 ? $3 : NaN) with points linecolor rgb GREY pointtype 7 pointsize 0.7 title "界限以内", \
     DATA using 2:($3 > $5 ? $3 : NaN) with points linecolor rgb RED pointtype 13 pointsize 1.3 title "高于界限", \
     DATA using (named($3, $5) ? $2 : NaN):3:(SIDE - $2):(place(K) - $3) with vectors nohead linecolor rgb GREY linewidth 0.6 notitle, \
     DATA using (again($3, $5) ? SIDE : NaN):(place(J)):(" ".strcol(1)) with labels left textcolor rgb INK font FONT.",12" notitle
