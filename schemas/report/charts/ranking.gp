# ranking.gp - ranks with their intervals, most urgent on top.
# columns: 1 unit, 2 rank, 3 low, 4 high, 5 observed, 6 excess
call "common.gp" ARG1 ARG2 ARG3 ARG4
set lmargin at screen px(NARROW ? 112 : 180)
set rmargin at screen 1 - px(NARROW ? 4 : 18)
set tmargin at screen 1 - 62.0 / HEIGHT
set bmargin at screen 14.0 / HEIGHT
stats DATA using 2 name "R" nooutput
set yrange [R_records - 0.4 : -0.6]
set tics scale 0
unset xtics
set x2tics 1, (NARROW && R_max > 10 ? 3 : 1), R_max format "%.0f"
set x2range [0.5 : R_max * (NARROW ? 1.65 : 1.16) + 0.5]
set x2label "位次（1为问题最突出）" offset 0,-0.4 textcolor rgb INK
unset border
unset key
set grid x2tics noytics linecolor rgb "#dfe3e8" linewidth 0.6
plot DATA using 2:0:3:4:ytic(1) axes x2y1 with xerrorbars linecolor rgb SKY linewidth 5 pointtype 7 pointsize 0 , \
     DATA using 2:0 axes x2y1 with points linecolor rgb BLUE pointtype 7 pointsize 1.3, \
     DATA using (R_max + (NARROW ? 0.8 : 0.4)):0:(sprintf("%d件（%s）", int($5), signed($6))) axes x2y1 with labels left textcolor rgb INK font FONT.",13"
