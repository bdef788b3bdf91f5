# trend.gp - records by source (above), problems and breaches (below), 13 weeks.
# columns: 1 week, 2 tickets, 3 messages, 4 ratings, 5 problems, 6 breaches
call "common.gp" ARG1 ARG2 ARG3 ARG4
set multiplot
set lmargin at screen 0.085
set rmargin at screen 0.985
set xrange [-0.4:*]
set yrange [0:*]
set offsets 0, 0.4, 0, 0
set format y "%'.0f"
set ytics 
set key above left horizontal reverse Left samplen 3 width 2 maxrows 1

set tmargin at screen 0.90
set bmargin at screen 0.56
set xtics format ""
set ylabel "件" offset 1.5,0 textcolor rgb GREY norotate
plot DATA using 0:2 with linespoints linecolor rgb BLUE linewidth 2 pointtype 7 pointsize 0.7 title columnheader(2), \
     DATA using 0:4 with linespoints linecolor rgb SKY linewidth 2 dashtype 2 pointtype 9 pointsize 0.8 title columnheader(4), \
     DATA using 0:3 with linespoints linecolor rgb ORANGE linewidth 2 dashtype 3 pointtype 5 pointsize 0.6 title columnheader(3)

set tmargin at screen 0.43
set bmargin at screen 0.10
set xtics format "%s"
plot DATA using 0:5:xtic(substr(strcol(1), 6, 8)) with linespoints linecolor rgb INK linewidth 2 pointtype 7 pointsize 0.7 title columnheader(5), \
     DATA using 0:6 with linespoints linecolor rgb RED linewidth 2 dashtype 2 pointtype 13 pointsize 1 title columnheader(6), \
     DATA using 0:5:5 with labels offset 0,0.7 textcolor rgb INK font FONT.",12" notitle
unset multiplot
