# trend.gp - ratings, tickets and messages, problems: three panels, 13 weeks.
# columns: 1 week, 2 tickets, 3 messages, 4 ratings, 5 problems, 6 breaches
call "common.gp" ARG1 ARG2 ARG3 ARG4
stats DATA using 2 name "T" nooutput
stats DATA using 4 name "R" nooutput
stats DATA using 5 name "P" nooutput
set multiplot
set lmargin at screen 0.075
set rmargin at screen 0.985
set xrange [-0.4 : T_records - 0.6]
set xtics scale 0
set ytics scale 0
set format y "%.0f"
set key at graph 0, graph 1.32 left top horizontal reverse Left samplen 3 width 1 maxrows 1 font FONT.",13"
RU = R_max >= 20000 ? 10000.0 : 1
unit(u) = u > 1 ? "万条" : ""
room(m) = m > 0 ? m * 1.35 : 1

set tmargin at screen 0.935
set bmargin at screen 0.735
set xtics format ""
set yrange [0 : room(P_max)]
set ytics step(P_max)
plot DATA using 0:5 with linespoints linecolor rgb INK linewidth 2 pointtype 7 pointsize 0.6 title columnheader(5), \
     DATA using 0:6 with linespoints linecolor rgb RED linewidth 2 dashtype 2 pointtype 13 pointsize 0.9 title columnheader(6), \
     DATA using 0:5:(group($5)) with labels offset 0,0.75 textcolor rgb INK font FONT.",12" notitle

set tmargin at screen 0.62
set bmargin at screen 0.42
M = T_max
set yrange [0 : room(M)]
set ytics step(M)
plot DATA using 0:2 with linespoints linecolor rgb BLUE linewidth 2 pointtype 5 pointsize 0.6 title columnheader(2), \
     DATA using 0:3 with linespoints linecolor rgb ORANGE linewidth 2 dashtype 3 pointtype 9 pointsize 0.8 title columnheader(3), \
     DATA using 0:2:(group($2)) with labels offset 0,0.75 textcolor rgb INK font FONT.",12" notitle

set tmargin at screen 0.305
set bmargin at screen 0.105
set xtics format "%s"
set yrange [0 : room(R_max / RU)]
set ytics step(R_max / RU)
set label 1 unit(RU) at graph -0.012, graph 1.2 right textcolor rgb GREY font FONT.",12"
plot DATA using 0:($4 / RU):xtic(substr(strcol(1), 6, 8)) with linespoints linecolor rgb SKY linewidth 2 pointtype 7 pointsize 0.6 title columnheader(4)
unset multiplot
